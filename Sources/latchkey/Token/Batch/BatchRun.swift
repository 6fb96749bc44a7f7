/// `token verify --batch`: a case a line in, a verdict a line out, each before the next line is read.
struct BatchRun {
    func run() throws {
        var input = Input()
        while let line = try input.nextLine() {
            try Output.print(BatchVerdict(on: line).json)
        }
    }
}
