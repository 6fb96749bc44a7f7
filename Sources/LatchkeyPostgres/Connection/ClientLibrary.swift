import CPostgres
import Foundation

/// PostgreSQL's client library, libpq, looked up when the first database of PostgreSQL is opened.
///
/// It brings twenty other libraries along (GSSAPI, LDAP, TLS), and four megabytes of memory. A server over SQLite neither
/// loads them nor needs them to be installed.
final class ClientLibrary: Sendable {
    typealias Connection = OpaquePointer
    typealias Answer = OpaquePointer
    typealias Text = UnsafeMutablePointer<CChar>
    typealias ConstantText = UnsafePointer<CChar>
    typealias Texts = UnsafePointer<ConstantText?>
    typealias Numbers = UnsafePointer<Int32>

    // Each has the name and the shape that libpq-fe.h gives it.
    let PQconnectdbParams: @convention(c) @Sendable (Texts?, Texts?, Int32) -> Connection?
    let PQconninfoParse:
        @convention(c) @Sendable (ConstantText?, UnsafeMutablePointer<Text?>?) -> UnsafeMutablePointer<
            PQconninfoOption
        >?
    let PQconninfoFree: @convention(c) @Sendable (UnsafeMutablePointer<PQconninfoOption>?) -> Void
    let PQfinish: @convention(c) @Sendable (Connection?) -> Void
    let PQstatus: @convention(c) @Sendable (Connection?) -> ConnStatusType
    let PQerrorMessage: @convention(c) @Sendable (Connection?) -> Text?
    let PQsocket: @convention(c) @Sendable (Connection?) -> Int32
    let PQsetnonblocking: @convention(c) @Sendable (Connection?, Int32) -> Int32
    let PQsetNoticeProcessor:
        @convention(c) @Sendable (Connection?, PQnoticeProcessor?, UnsafeMutableRawPointer?) ->
            PQnoticeProcessor?
    let PQenterPipelineMode: @convention(c) @Sendable (Connection?) -> Int32
    let PQpipelineSync: @convention(c) @Sendable (Connection?) -> Int32
    let PQsendPrepare:
        @convention(c) @Sendable (Connection?, ConstantText?, ConstantText?, Int32, UnsafePointer<Oid>?) ->
            Int32
    let PQsendQueryPrepared:
        @convention(c) @Sendable (Connection?, ConstantText?, Int32, Texts?, Numbers?, Numbers?, Int32) ->
            Int32
    let PQsendQueryParams:
        @convention(c) @Sendable (
            Connection?, ConstantText?, Int32, UnsafePointer<Oid>?, Texts?, Numbers?, Numbers?, Int32
        ) -> Int32
    let PQisBusy: @convention(c) @Sendable (Connection?) -> Int32
    let PQflush: @convention(c) @Sendable (Connection?) -> Int32
    let PQconsumeInput: @convention(c) @Sendable (Connection?) -> Int32
    let PQgetResult: @convention(c) @Sendable (Connection?) -> Answer?
    let PQnotifies: @convention(c) @Sendable (Connection?) -> UnsafeMutablePointer<PGnotify>?
    let PQfreemem: @convention(c) @Sendable (UnsafeMutableRawPointer?) -> Void
    let PQclear: @convention(c) @Sendable (Answer?) -> Void
    let PQresultStatus: @convention(c) @Sendable (Answer?) -> ExecStatusType
    let PQntuples: @convention(c) @Sendable (Answer?) -> Int32
    let PQcmdTuples: @convention(c) @Sendable (Answer?) -> Text?
    let PQcmdStatus: @convention(c) @Sendable (Answer?) -> Text?
    let PQresultErrorField: @convention(c) @Sendable (Answer?, Int32) -> Text?
    let PQftype: @convention(c) @Sendable (Answer?, Int32) -> Oid
    let PQfname: @convention(c) @Sendable (Answer?, Int32) -> Text?
    let PQgetisnull: @convention(c) @Sendable (Answer?, Int32, Int32) -> Int32
    let PQgetvalue: @convention(c) @Sendable (Answer?, Int32, Int32) -> Text?
    let PQgetlength: @convention(c) @Sendable (Answer?, Int32, Int32) -> Int32

    private static let loaded = Result { () throws(PostgresStorageError) in try ClientLibrary() }

    /// The library, loaded once.
    ///
    /// - Throws: ``PostgresStorageError/noClientLibrary(reason:)``.
    static func load() throws(PostgresStorageError) -> ClientLibrary { try loaded.get() }

    private init() throws(PostgresStorageError) {
        let library = try LoadedLibrary([
            "libpq.so.5", "libpq.5.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib",
        ])
        PQconnectdbParams = try library.function("PQconnectdbParams")
        PQconninfoParse = try library.function("PQconninfoParse")
        PQconninfoFree = try library.function("PQconninfoFree")
        PQfinish = try library.function("PQfinish")
        PQstatus = try library.function("PQstatus")
        PQerrorMessage = try library.function("PQerrorMessage")
        PQsocket = try library.function("PQsocket")
        PQsetnonblocking = try library.function("PQsetnonblocking")
        PQsetNoticeProcessor = try library.function("PQsetNoticeProcessor")
        PQenterPipelineMode = try library.function("PQenterPipelineMode")
        PQpipelineSync = try library.function("PQpipelineSync")
        PQsendPrepare = try library.function("PQsendPrepare")
        PQsendQueryPrepared = try library.function("PQsendQueryPrepared")
        PQsendQueryParams = try library.function("PQsendQueryParams")
        PQisBusy = try library.function("PQisBusy")
        PQflush = try library.function("PQflush")
        PQconsumeInput = try library.function("PQconsumeInput")
        PQgetResult = try library.function("PQgetResult")
        PQnotifies = try library.function("PQnotifies")
        PQfreemem = try library.function("PQfreemem")
        PQclear = try library.function("PQclear")
        PQresultStatus = try library.function("PQresultStatus")
        PQntuples = try library.function("PQntuples")
        PQcmdTuples = try library.function("PQcmdTuples")
        PQcmdStatus = try library.function("PQcmdStatus")
        PQresultErrorField = try library.function("PQresultErrorField")
        PQftype = try library.function("PQftype")
        PQfname = try library.function("PQfname")
        PQgetisnull = try library.function("PQgetisnull")
        PQgetvalue = try library.function("PQgetvalue")
        PQgetlength = try library.function("PQgetlength")
    }
}

/// A library that stays loaded for as long as the process runs.
private struct LoadedLibrary {
    private let handle: UnsafeMutableRawPointer

    init(_ names: [String]) throws(PostgresStorageError) {
        guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
            throw .noClientLibrary(reason: dlerror().map { String(cString: $0) } ?? "not found")
        }
        self.handle = handle
    }

    /// A function by its name; the caller says its shape.
    func function<Function>(_ name: String) throws(PostgresStorageError) -> Function {
        guard let symbol = dlsym(handle, name) else {
            throw .noClientLibrary(reason: "\(name) is missing, version 14 or newer is needed")
        }
        return unsafeBitCast(symbol, to: Function.self)
    }
}
