/// One figure with its values, as Prometheus knows it.
struct MetricFamily: Sendable, Equatable {
    /// How its values move.
    enum Kind: String, Sendable {
        /// Up only, until the process begins anew.
        case counter
        /// Up and down.
        case gauge
        /// How many values there were up to each bound.
        case histogram
    }

    /// One line of it.
    struct Sample: Sendable, Equatable {
        /// What stands behind the name, for the lines of a histogram.
        var suffix = ""
        /// Which of the values it is; never anything that a client chose.
        var labels: [Label] = []
        let value: Double
    }

    /// A name and a value that tell samples of one family apart.
    struct Label: Sendable, Hashable {
        let name: String
        let value: String

        init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    let name: String
    let kind: Kind
    /// One sentence.
    let help: String
    var samples: [Sample]

    /// A gauge, or a counter that somebody else keeps, with one value.
    static func single(_ name: String, _ kind: Kind, _ help: String, _ value: Double) -> Self {
        MetricFamily(name: name, kind: kind, help: help, samples: [Sample(value: value)])
    }
}
