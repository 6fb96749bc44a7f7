import Testing

/// The built program, seen from outside: its command line, its HTTP, its exit codes, its files.
///
/// One test at a time, since some of them measure and some of them fill every core.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BlackBox {}
