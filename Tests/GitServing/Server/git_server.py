"""Serves the repositories of a folder with git's own http-backend behind TLS, and with OpenSSH's server, on free loopback ports.

Usage: git_server.py FOLDER. The folder has `repositories`, `authorized_keys`, `tls.pem`, `tls.key` and host keys `host_*`.
Prints its ports as JSON, and ends with its standard input. Below /old/ version 2 of the protocol is not heard; /moved/, /page/,
/silent/ and /canned/ misbehave; /private/ wants the password.
"""

import base64
import glob
import http.server
import json
import os
import socket
import ssl
import subprocess
import sys
import threading

FOLDER = os.path.abspath(sys.argv[1])
ALLOWED = "Basic " + base64.b64encode(b"reader:open sesame").decode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        kind, _, rest = self.path[1:].partition("/")
        path, _, query = rest.partition("?")
        if kind == "moved":
            return self.answer(301, b"", [("Location", "https://elsewhere.example/" + rest)])
        if kind == "page":
            return self.answer(200, b"<html>sign in</html>", [("Content-Type", "text/html")])
        if kind == "silent":
            return threading.Event().wait()
        if kind == "canned":
            name = "answer" if self.command == "POST" else "advertisement"
            with open(os.path.join(FOLDER, "canned", name), "rb") as file:
                return self.answer(200, file.read(), [("Content-Type", f"application/x-git-upload-pack-{name}")])
        if kind == "private" and self.headers["Authorization"] != ALLOWED:
            return self.answer(401, b"", [("WWW-Authenticate", "Basic")])
        self.run_backend(path, query, "" if kind == "old" else self.headers["Git-Protocol"] or "")

    do_POST = do_GET

    def run_backend(self, path, query, version):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        environment = dict(
            os.environ, GIT_PROJECT_ROOT=os.path.join(FOLDER, "repositories"), GIT_HTTP_EXPORT_ALL="1",
            PATH_INFO="/" + path, QUERY_STRING=query, REQUEST_METHOD=self.command, GIT_PROTOCOL=version,
            CONTENT_TYPE=self.headers["Content-Type"] or "", CONTENT_LENGTH=str(len(body)))
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n") if ": " in line]
        status = next((int(value.split()[0]) for name, value in headers if name == "Status"), 200)
        self.answer(status, content, [(n, v) for n, v in headers if n not in ("Status", "Content-Length")])


def serve_https():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(FOLDER, "tls.pem"), os.path.join(FOLDER, "tls.key"))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def serve_ssh(name, *options):
    """One sshd a connection, as inetd has it: so the port is ours."""
    if os.getuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)
    configuration = os.path.join(FOLDER, f"sshd_{name}")
    with open(configuration, "w", encoding="utf-8") as file:
        lines = ["StrictModes no", "UsePAM no", "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PidFile none",
                 "PermitRootLogin prohibit-password", f"AuthorizedKeysFile {FOLDER}/authorized_keys", *options]
        lines += [f"HostKey {key}" for key in sorted(glob.glob(os.path.join(FOLDER, "host_*"))) if not key.endswith(".pub")]
        file.write("\n".join(lines) + "\n")
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            connection, _ = listener.accept()
            with open(os.path.join(FOLDER, f"sshd_{name}.log"), "ab") as log:
                subprocess.Popen(
                    ["/usr/sbin/sshd", "-i", "-e", "-f", configuration], stdin=connection, stdout=connection, stderr=log)
            connection.close()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def main():
    ports = {
        "https": serve_https(), "ssh": serve_ssh("new", "AcceptEnv GIT_PROTOCOL"), "oldSSH": serve_ssh("old"),
    }
    print("ports: " + json.dumps(ports), flush=True)
    sys.stdin.read()


main()
