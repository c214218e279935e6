import Foundation
import Glibc

/// The person in front, if there is one.
enum Terminal {
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }
    static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Says something that is not the command's output.
    static func say(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Shows how far something has come, on a line that the next call replaces; nothing without a terminal.
    ///
    /// - Parameter text: The line; nil takes it away.
    static func progress(_ text: String?) {
        guard showsProgress else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text ?? "")".utf8))
    }

    static func complain(_ text: String) {
        say("sallyport: \(text)")
    }

    static func write(_ text: String) {
        write(Array(text.utf8))
    }

    static func write(_ bytes: [UInt8]) {
        FileHandle.standardOutput.write(Data(bytes))
    }

    /// Asks for a line; without a terminal it is the next line of standard input.
    ///
    /// - Parameter isSecret: Whether what is typed stays off the screen.
    /// - Throws: `CommandFailure` when there is none.
    static func ask(_ question: String, isSecret: Bool = false) throws(CommandFailure) -> String {
        if isInteractive { FileHandle.standardError.write(Data("\(question): ".utf8)) }
        let line = isSecret && isInteractive ? withoutEcho { readLine() } : readLine()
        guard let line, !line.isEmpty else {
            throw CommandFailure("\(question) is needed: nothing came on standard input")
        }
        return line
    }

    private static func withoutEcho<Result>(_ read: () -> Result) -> Result {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return read() }
        var quiet = before
        quiet.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            say("")
        }
        return read()
    }
}
