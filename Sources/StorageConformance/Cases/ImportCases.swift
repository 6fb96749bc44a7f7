import LatchkeyAccounts

extension StorageConformance {
    static let importCases = [
        Case("the progress of an import is kept as it was saved last, each under its own key") { fixture in
            let keys = [UInt8](1...2).map { [UInt8](repeating: $0, count: 32) }
            var progress = ImportProgress(key: keys[0])
            for rows in [1000, 2000] {
                progress.rows = rows
                progress.imported = rows - 3
                progress.refused = 3
                progress.isFinished = rows == 2000
                let saved = progress
                try await fixture.storage.transaction { try $0.imports.save(saved) }
                let found = try await fixture.storage.read { try $0.imports.progress(of: keys[0]) }
                try expect(found, is: saved, "the progress")
            }
            let other = try await fixture.storage.read { try $0.imports.progress(of: keys[1]) }
            try expect(other, is: nil, "the progress of an import that has not begun")
        },
        Case("refused rows come back in pages in the order of the file") { fixture in
            let key = [UInt8](repeating: 7, count: 32)
            let refusals = [2, 5, 1000, 70_000].map { line in
                ImportRefusal(
                    line: line,
                    fault: ImportFault(line == 5 ? nil : "email", "is missing, or \u{E9}")
                )
            }
            try await fixture.storage.transaction { tx in
                for refusal in refusals.reversed() { try tx.imports.append(refusal, to: key) }
                try tx.imports.append(refusals[0], to: [UInt8](repeating: 8, count: 32))
            }
            for (line, expected) in [
                (0, refusals.prefix(2)), (2, refusals[1..<3]), (1000, refusals.suffix(1)),
            ] {
                let page = try await fixture.storage.read {
                    try $0.imports.refusals(of: key, after: line, limit: 2)
                }
                try expect(page, is: Array(expected), "the refusals below line \(line)")
            }
        },
    ]
}
