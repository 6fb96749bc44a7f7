/// A refusal that has been answered on standard output already: only the exit code is left to give.
struct AnsweredRefusal: Error {}
