import Testing

@testable import LatchkeyServer

@Suite("Names of devices")
struct DeviceNameTests {
    @Test(
        "say browser and system, as far as the browser tells",
        arguments: [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux",
                false
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
                "Chrome on Windows", false
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
                "Edge on Windows", false
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
                "Safari on macOS", false
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone", true
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/142.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPhone", true
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
                "Chrome on Android", true
            ),
            ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/142.0 Safari/537.36", "Chrome on ChromeOS", false),
            ("curl/8.14.1", "curl/8.14.1", false), ("", "Unknown device", false),
        ]
    )
    func names(userAgent: String, text: String, isPhone: Bool) {
        #expect(DeviceName(userAgent).text.english == text)
        #expect(DeviceName(userAgent).isPhone == isPhone)
    }

    @Test("cut what a client says at 64 characters")
    func cut() {
        #expect(
            DeviceName(String(repeating: "x", count: 65)).text.english == String(repeating: "x", count: 63)
                + "…"
        )
        #expect(DeviceName(nil).text.english == "Unknown device")
    }
}
