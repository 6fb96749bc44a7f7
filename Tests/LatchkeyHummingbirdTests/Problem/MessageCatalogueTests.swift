import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import Testing

@Suite("MessageCatalogue")
struct MessageCatalogueTests {
    private func answer(
        _ problem: Problem,
        _ acceptLanguage: String?,
        _ catalogue: MessageCatalogue = .standard
    ) async throws -> TestResponse {
        let router = Router(context: TestContext.self)
        router.add(middleware: ProblemResponses(messages: catalogue))
        router.get("fails") { _, _ -> String in throw problem }
        let headers: HTTPFields = acceptLanguage.map { [.acceptLanguage: $0] } ?? [:]
        return try await Application(router: router).test(.router) {
            try await $0.get("/fails", headers: headers)
        }
    }

    @Test("says everything in every language, each in its own words [C2]", arguments: ProblemCode.allCases)
    func completeness(code: ProblemCode) throws {
        let catalogue = MessageCatalogue.standard
        #expect(catalogue.languages == ["en", "zh-Hans", "zh-Hant"])
        let messages = try catalogue.languages.map { try #require(catalogue.message(code, in: $0)) }
        #expect(messages[0].title == code.title && messages[0].detail == code.detail)
        #expect(Set(messages.map(\.detail)).count == 3)
        for message in messages.dropFirst() {
            #expect(message.detail.hasSuffix("。") && !message.title.hasSuffix("。"))
            // Full-width punctuation, and no Latin left over from a translation not made.
            #expect(!(message.title + message.detail).utf8.contains { $0 < 0x80 }, "\(message)")
        }
    }

    @Test("keeps the scripts apart")
    func scripts() {
        let simplified = Set("访问请为页规则录验证户码邮个时试无发销账号实现这权误过应内网务项")
        let traditional = Set("訪問請為頁規則錄驗證戶碼郵個時試無發銷帳號實現這權誤過應內網務項")
        for code in ProblemCode.allCases {
            let hans = MessageCatalogue.standard.message(code, in: "zh-Hans")
            let hant = MessageCatalogue.standard.message(code, in: "zh-Hant")
            #expect(traditional.isDisjoint(with: (hans?.title ?? "") + (hans?.detail ?? "")), "\(code)")
            #expect(simplified.isDisjoint(with: (hant?.title ?? "") + (hant?.detail ?? "")), "\(code)")
        }
    }

    @Test(
        "is read in the reader's language [C2]",
        arguments: [
            (nil, "en"), ("", "en"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("fr, de;q=0.5", "en"),
            ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("ZH-cn", "zh-Hans"), ("zh-SG", "zh-Hans"),
            ("zh-Hans", "zh-Hans"), ("zh-Hans-HK", "zh-Hans"), ("cmn-Hans-CN", "zh-Hans"),
            ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-MO", "zh-Hant"), ("zh-Hant", "zh-Hant"),
            ("zh-Hant-CN", "zh-Hant"), ("zh-hant-tw-x-y", "zh-Hant"),
            ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"), ("zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-Hant"),
            ("en;q=0.5, zh-TW;q=0.6", "zh-Hant"), ("en;q=0.6,zh-TW;q=0.5", "en"),
            ("zh-TW;q=0.001, zh-CN;q=0.002", "zh-Hans"), ("zh-CN, zh-TW", "zh-Hans"),
            ("zh-TW, zh-CN", "zh-Hant"),
            ("zh-TW;q=0, zh-CN;q=0.1", "zh-Hans"), ("zh-TW;q=0", "en"), ("zh-TW;q=0.000", "en"),
            ("*", "en"), ("*, zh-TW;q=0.5", "en"), ("en;q=0, *", "zh-Hans"), ("fr, *;q=0.1", "en"),
            ("zh-TW ; q=1.000", "zh-Hant"), ("zh-TW;Q=0.5", "zh-Hant"), ("zhx, zhTW", "en"),
            // What is no weight or no tag is no wish.
            ("zh-TW;q=2", "en"), ("zh-TW;q=1.5", "en"), ("zh-TW;q=-1", "en"), ("zh-TW;q=0.0001", "en"),
            ("zh-TW;q=", "en"), ("zh-TW;q=nan", "en"), ("zh-TW;q=1;q=1", "en"), ("zh-TW;x=1", "en"),
            ("zh_TW", "en"), ("中文", "en"), (",,;q=1,", "en"),
        ] as [(String?, String)]
    )
    func language(acceptLanguage: String?, language: String) async throws {
        let response = try await answer(Problem(.tokenExpired), acceptLanguage)
        #expect(response.headers[.contentLanguage] == language)
        #expect(response.headers[.vary] == "Accept-Language")
        let message = try #require(MessageCatalogue.standard.message(.tokenExpired, in: language))
        let json = try JSONObject(json: response.text)
        #expect(json["title"] == .string(message.title))
        #expect(json["detail"] == .string(message.detail))
    }

    @Test("changes words, and neither code nor status nor challenge", arguments: ProblemCode.allCases)
    func rest(code: ProblemCode) async throws {
        let response = try await answer(Problem(code), "zh-TW")
        #expect(response.status == code.status)
        #expect(response.challenge == code.challenge?.description)
        #expect(try response.code == code.rawValue)
        #expect(response.headers[.contentType] == "application/problem+json")
    }

    @Test("leaves a detail of the application's own alone")
    func ownDetail() async throws {
        let response = try await answer(Problem(.invalidRequest, detail: "Two tokens."), "zh-CN")
        let json = try JSONObject(json: response.text)
        #expect(json["detail"] == "Two tokens.")
        #expect(json["title"] == "请求无效")
        #expect(response.headers[.contentLanguage] == nil)
    }

    @Test("adds to what the answer depends on already")
    func vary() async throws {
        let problem = Problem(.notFound, headers: [.vary: "Origin"])
        #expect(try await answer(problem, "zh").headers[.vary] == "Origin, Accept-Language")
    }

    @Test("takes more languages, and other words; what a language lacks is said in English")
    func adding() async throws {
        let catalogue = MessageCatalogue.standard
            .adding("fr", [.notFound: .init(title: "Introuvable", detail: "Il n’y a rien ici.")])
            .adding("ZH-hans", [.notFound: .init(title: "没有", detail: "这里什么都没有。")])
        #expect(catalogue.languages == ["en", "zh-Hans", "zh-Hant", "fr"])
        let french = try await answer(Problem(.notFound), "fr-CA", catalogue)
        #expect(try JSONObject(json: french.text)["title"] == "Introuvable")
        #expect(french.headers[.contentLanguage] == "fr")
        let lacking = try await answer(Problem(.busy), "fr", catalogue)
        #expect(try JSONObject(json: lacking.text)["title"] == "Busy")
        #expect(lacking.headers[.contentLanguage] == "en")
        #expect(catalogue.message(.notFound, in: "zh-CN")?.title == "没有")
        #expect(catalogue.message(.busy, in: "zh-Hans")?.title == "服务器繁忙")
    }

    @Test("is not kept busy by a hostile list of languages")
    func hostile() {
        let many = Array(repeating: "zh-TW;q=0.5", count: 100_000).joined(separator: ",")
        #expect(MessageCatalogue.standard.language(for: [many]) == "zh-Hant")
        let long = Array(repeating: "a", count: 100_000).joined(separator: "-")
        #expect(MessageCatalogue.standard.language(for: [long]) == "en")
        let late = Array(repeating: "fr", count: 40).joined(separator: ",") + ",zh"
        #expect(MessageCatalogue.standard.language(for: [late]) == "en")
    }
}
