import Testing

@testable import LatchkeyServer

@Suite struct PrometheusTextTests {
    @Test("writes help, type and each sample on a line, and leaves out a family without samples")
    func families() {
        let logins = MetricFamily(
            name: "latchkey_logins_total",
            kind: .counter,
            help: "Attempts to sign in.",
            samples: [
                .init(labels: [.init("method", "password"), .init("outcome", "granted")], value: 12),
                .init(labels: [.init("method", "mail"), .init("outcome", "wrong")], value: 0),
            ]
        )
        let none = MetricFamily(name: "latchkey_none", kind: .gauge, help: "Nothing.", samples: [])
        let age = MetricFamily.single("latchkey_age_seconds", .gauge, "An age.", 1.5)
        #expect(
            PrometheusText.write([logins, none, age]) == """
                # HELP latchkey_logins_total Attempts to sign in.
                # TYPE latchkey_logins_total counter
                latchkey_logins_total{method="password",outcome="granted"} 12
                latchkey_logins_total{method="mail",outcome="wrong"} 0
                # HELP latchkey_age_seconds An age.
                # TYPE latchkey_age_seconds gauge
                latchkey_age_seconds 1.5

                """
        )
    }

    @Test("escapes backslash and line feed in help, and quotation marks in values besides")
    func escapes() {
        let family = MetricFamily(
            name: "x",
            kind: .gauge,
            help: "a\\b\n\"c\"",
            samples: [.init(labels: [.init("l", "a\\b\n\"c\"\r\n")], value: 1)]
        )
        #expect(
            PrometheusText.write([family])
                == "# HELP x a\\\\b\\n\"c\"\n# TYPE x gauge\nx{l=\"a\\\\b\\n\\\"c\\\"\r\\n\"} 1\n"
        )
    }

    @Test(
        "writes numbers as Go reads them",
        arguments: [
            (0, "0"), (-3, "-3"), (0.25, "0.25"), (1e15, "1000000000000000"), (1e300, "1e+300"),
            (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        ] as [(Double, String)]
    )
    func numbers(value: Double, text: String) {
        #expect(PrometheusText.number(value) == text)
    }
}
