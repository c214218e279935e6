import Foundation
import PluginProcess
import RemoteSourcesTesting

/// A shell between a program and its host: it passes on what they say, and does what a folder says instead.
struct ShellBetween: Sendable {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "sallyport-failures-" + UUID().uuidString)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// The program behind the shell.
    func command(_ program: PluginCommand) -> PluginCommand {
        var command = program
        command.executable = "/bin/sh"
        command.arguments =
            ["-c", Self.script, "sh", folder.path(percentEncoded: false), program.executable] + program.arguments
        // The program's own was looked at when it was loaded.
        command.sha256 = nil
        return command
    }

    func fail(_ failure: ProcessFailure) throws {
        try write(failure, to: failure == .closesItsInput ? "question" : "answer")
    }

    func failToStart(_ failures: [ProcessFailure]) throws {
        for (number, failure) in failures.enumerated() { try write(failure, to: "start-\(number)") }
    }

    private func write(_ failure: ProcessFailure, to file: String) throws {
        try Data((failure.rawValue + "\n").utf8).write(to: folder.appending(path: file), options: .atomic)
    }

    /// Its process group is its own, so that it can end all of it. What it waits for ends with the group too.
    private static let script = #"""
        folder=$1
        shift
        contract=
        for file in "$folder"/start-*; do
            [ -e "$file" ] || break
            read -r what <"$file"
            rm "$file"
            case $what in
            exitsAtStart) exit 7 ;;
            saysNonsenseAtStart) echo 'this is no JSON' && exec sleep 100000 ;;
            neverStarts) exec sleep 100000 ;;
            startsSlowly) sleep 1 ;;
            hasAnotherContract) contract=2.0 ;;
            esac
            break
        done

        questions() {
            while IFS= read -r line; do
                if [ -e "$folder/question" ]; then
                    rm "$folder/question"
                    exec <&-
                    exec sleep 100000
                fi
                printf '%s\n' "$line"
            done
        }

        answers() {
            count=0
            while IFS= read -r line; do
                count=$((count + 1))
                if [ $count -eq 1 ] && [ -n "$contract" ]; then
                    line=$(printf '%s\n' "$line" | sed 's/"contract" *: *"[0-9.]*"/"contract": "'$contract'"/')
                elif [ $count -gt 1 ] && [ -e "$folder/answer" ]; then
                    read -r what <"$folder/answer"
                    rm "$folder/answer"
                    case $what in
                    dies) kill -9 0 ;;
                    hangs) exec sleep 100000 ;;
                    closesItsOutput) exec >&- && exec sleep 100000 ;;
                    saysNonsense) line='this is no JSON' ;;
                    answersWithoutResult) line='{"jsonrpc":"2.0","id":2}' ;;
                    answersWhatNobodyAsked) line='{"jsonrpc":"2.0","id":999999999,"result":null}' ;;
                    saysTooMuch) head -c 33554432 /dev/zero | tr '\0' x ;;
                    esac
                fi
                printf '%s\n' "$line"
            done
            kill -9 0
        }

        # Nobody but the two who talk to the host holds its pipes; a redirected function would keep copies of them.
        exec 3>&1 4<&0 >/dev/null </dev/null
        {
            exec <&4 3>&- 4<&-
            questions
        } | "$@" 3>&- 4<&- | {
            exec >&3 3>&- 4<&-
            answers
        } &
        exec 3>&- 4<&-
        wait
        """#
}
