import Glibc

/// A TCP connection that says exactly what the test says.
struct RawConnection: Sendable {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Program.Failure(description: "connect: \(errno)") }
    }

    /// Sends text; a peer that has hung up is found when reading.
    func send(_ text: String) async {
        await onThread { [descriptor] in
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Reads one answer with a `Content-Length`, or as much as comes before the end.
    func answer() async -> String {
        await onThread { [descriptor] in
            var all: [UInt8] = []
            while let more = Self.read(descriptor) {
                all += more
                let text = String(decoding: all, as: UTF8.self)
                guard let head = text.firstRange(of: "\r\n\r\n"),
                    let length = text[..<head.lowerBound].firstMatch(of: /(?i)content-length: (\d+)/),
                    let size = Int(length.1)
                else { continue }
                if text[head.upperBound...].utf8.count >= size { break }
            }
            return String(decoding: all, as: UTF8.self)
        }
    }

    /// Reads the head of an answer that has no body, and returns its first line.
    func firstLine() async -> String {
        await onThread { [descriptor] in
            var all: [UInt8] = []
            // One octet at a time: what follows belongs to the next answer.
            var octet: UInt8 = 0
            while !all.suffix(4).elementsEqual([13, 10, 13, 10]), recv(descriptor, &octet, 1, 0) == 1 {
                all.append(octet)
            }
            return String(decoding: all.prefix { $0 != 13 }, as: UTF8.self)
        }
    }

    /// Reads until the peer closes the connection; `nil` when it does not within a minute.
    func answerToTheEnd() async -> String? {
        await onThread { [descriptor] in
            var all: [UInt8] = []
            while let more = Self.read(descriptor) { all += more }
            // A peer that closes with unread octets before it resets the connection.
            return errno == EAGAIN ? nil : String(decoding: all, as: UTF8.self)
        }
    }

    /// Reads until a text has come, or nothing more does.
    func text(through end: String) async -> String {
        await onThread { [descriptor] in
            var all: [UInt8] = []
            while !String(decoding: all, as: UTF8.self).contains(end), let more = Self.read(descriptor) {
                all += more
            }
            return String(decoding: all, as: UTF8.self)
        }
    }

    func close() { Glibc.close(descriptor) }

    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        errno = 0
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}
