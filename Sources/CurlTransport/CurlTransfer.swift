import CCurl
import Glibc
import HTTPTransport

/// One request on its way. Made and used by the worker's thread alone.
final class CurlTransfer {
    static let maxHeaderBytes = 64 * 1024
    static let maxHeaderFields = 200

    let handle: UnsafeMutableRawPointer
    let ticket: CurlTicket
    private let request: TransportRequest
    private let handles: CurlHandles
    private let addressGuard: AddressGuard
    private var list: UnsafeMutablePointer<curl_slist>?
    private var response = TransportResponse(status: 0)
    private var headerBytes = 0
    private var exceededLimit = false
    private var refusedAddress = false
    private var isPaused = false

    init?(
        ticket: CurlTicket, request: TransportRequest, handles: CurlHandles, addressGuard: AddressGuard,
        configuration: CurlTransport.Configuration
    ) {
        guard let handle = handles.take() else { return nil }
        self.handle = handle
        self.ticket = ticket
        self.request = request
        self.handles = handles
        self.addressGuard = addressGuard
        configure(configuration)
    }

    deinit {
        handles.giveBack(handle)
        curl_slist_free_all(list)
    }

    private func configure(_ configuration: CurlTransport.Configuration) {
        set(CURLOPT_URL, request.url)
        // The path is sent as the caller wrote it: who resolves its dots makes another request of it.
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        set(CURLOPT_HTTP09_ALLOWED, 0)
        set(CURLOPT_ACCEPT_ENCODING, "gzip")
        set(CURLOPT_USERAGENT, configuration.userAgent)
        set(CURLOPT_TIMEOUT_MS, max(1, milliseconds(until: request.deadline)))
        set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        if request.receive != nil {
            // A server that has vanished while there was nothing to say is noticed.
            set(CURLOPT_TCP_KEEPALIVE, 1)
        } else {
            sallyport_curl_setopt_offset(handle, CURLOPT_MAXFILESIZE_LARGE, request.maxResponseBytes)
        }
        // An empty text keeps libcurl from taking a proxy out of the environment.
        set(CURLOPT_PROXY, request.proxyURL ?? "")
        configureMethod()
        configureHeaders()
        configureTLS(authoritiesFile: configuration.authoritiesFile)
        let context = Unmanaged.passUnretained(self).toOpaque()
        set(CURLOPT_WRITEDATA, context)
        set(CURLOPT_HEADERDATA, context)
        set(CURLOPT_OPENSOCKETDATA, context)
        sallyport_curl_setopt_data(handle, CURLOPT_WRITEFUNCTION, Self.receiveBody)
        sallyport_curl_setopt_data(handle, CURLOPT_HEADERFUNCTION, Self.receiveHeader)
        sallyport_curl_setopt_socket(handle, CURLOPT_OPENSOCKETFUNCTION, Self.openSocket)
    }

    /// Lets a transfer go on that a callback below has paused.
    func resume() {
        if !isPaused { return }
        isPaused = false
        curl_easy_pause(handle, CURLPAUSE_CONT)
    }

    private func configureMethod() {
        if request.upload != nil {
            // A method of its own, or libcurl makes it a PUT.
            set(CURLOPT_UPLOAD, 1)
            set(CURLOPT_CUSTOMREQUEST, request.method)
            set(CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
            sallyport_curl_setopt_data(handle, CURLOPT_READFUNCTION, Self.sendBody)
            return
        }
        switch request.method {
        case "GET" where request.body.isEmpty: set(CURLOPT_HTTPGET, 1)
        case "HEAD": set(CURLOPT_NOBODY, 1)
        default:
            if !request.body.isEmpty || request.method == "POST" || request.method == "PUT"
                || request.method == "PATCH"
            {
                sallyport_curl_setopt_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, request.body.count)
                request.body.withUnsafeBytes { bytes in
                    set(CURLOPT_COPYPOSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1))
                }
            }
            set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    private func configureHeaders() {
        // Without this, libcurl waits a second for a 100 that many servers never send.
        var lines = ["Expect:"]
        lines += request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        for line in lines { list = curl_slist_append(list, line) }
        set(CURLOPT_HTTPHEADER, UnsafeRawPointer(list))
    }

    private func configureTLS(authoritiesFile: String?) {
        switch request.tls {
        case .systemRoots:
            // The system's folder of authorities stays: this takes the place of its file alone, which has the same.
            if let authoritiesFile { set(CURLOPT_CAINFO, authoritiesFile) }
        case .certificateAuthorities(let file):
            set(CURLOPT_CAINFO, file)
            set(CURLOPT_CAPATH, nil as UnsafeRawPointer?)
        case .skipVerification:
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    /// The outcome, once libcurl is done with the transfer.
    func outcome(_ code: CURLcode) -> Result<TransportResponse, TransportError> {
        if code == CURLE_OK, !exceededLimit {
            var status = 0
            sallyport_curl_getinfo_long(handle, CURLINFO_RESPONSE_CODE, &status)
            response.status = status
            return .success(response)
        }
        if refusedAddress {
            return .failure(
                TransportError(
                    .addressRefused,
                    "the host's address is not a public one; outbound.allow lists what else may be reached"))
        }
        if exceededLimit || code == CURLE_FILESIZE_EXCEEDED {
            return .failure(TransportError(.responseTooLarge, "the answer is larger than the limit"))
        }
        return .failure(TransportError(code))
    }

    private func set(_ option: CURLoption, _ value: Int) {
        sallyport_curl_setopt_long(handle, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        _ = value.withCString { sallyport_curl_setopt_pointer(handle, option, $0) }
    }

    private func set(_ option: CURLoption, _ value: UnsafeRawPointer?) {
        sallyport_curl_setopt_pointer(handle, option, value)
    }

    private func milliseconds(until deadline: ContinuousClock.Instant) -> Int {
        let parts = (deadline - .now).components
        return Int(parts.seconds) * 1000 + Int(parts.attoseconds / 1_000_000_000_000_000)
    }
}

/// libcurl calls these on the worker's thread, while the transfer is in the worker's table.
extension CurlTransfer {
    private static let receiveBody: sallyport_curl_data_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        let length = size * count
        if transfer.isStreamed {
            return transfer.pass(UnsafeRawBufferPointer(start: bytes, count: length))
        }
        guard transfer.response.body.count + length <= transfer.request.maxResponseBytes else {
            transfer.exceededLimit = true
            return 0
        }
        transfer.response.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
        return length
    }

    private static let sendBody: sallyport_curl_data_callback = { bytes, size, count, context in
        guard let bytes, let context else { return Int(CURL_READFUNC_ABORT) }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        switch transfer.ticket.pipes?.upload.look(atMost: size * count) ?? .failure {
        case .bytes(let piece):
            UnsafeMutableRawBufferPointer(start: bytes, count: piece.count).copyBytes(from: piece)
            return piece.count
        case .nothing:
            transfer.isPaused = true
            return Int(CURL_READFUNC_PAUSE)
        case .end: return 0
        case .failure: return Int(CURL_READFUNC_ABORT)
        }
    }

    /// Whether what comes is passed on piece by piece: refusals are values.
    private var isStreamed: Bool {
        guard request.receive != nil else { return false }
        var status = 0
        sallyport_curl_getinfo_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return (200..<300).contains(status)
    }

    private func pass(_ piece: UnsafeRawBufferPointer) -> Int {
        switch ticket.pipes?.download.offer(Array(piece)) ?? .ended {
        case .taken: return piece.count
        case .full:
            // The same piece comes again.
            isPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        case .ended: return 0
        }
    }

    private static let receiveHeader: sallyport_curl_data_callback = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        let length = size * count
        transfer.headerBytes += length
        guard transfer.headerBytes <= CurlTransfer.maxHeaderBytes,
            transfer.response.headers.count < CurlTransfer.maxHeaderFields
        else {
            transfer.exceededLimit = true
            return 0
        }
        let line = UnsafeRawBufferPointer(start: bytes, count: length)
        transfer.add(line: line)
        if line.elementsEqual("\r\n".utf8), transfer.isStreamed { _ = transfer.ticket.pipes?.head.offer([1]) }
        return length
    }

    private static let openSocket: sallyport_curl_socket_callback = { context, purpose, address in
        guard let context, let address else { return CURL_SOCKET_BAD }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        let target = withUnsafePointer(to: &address.pointee.addr) { IPAddress($0) }
        guard let target, transfer.addressGuard.permits(target) else {
            transfer.refusedAddress = true
            return CURL_SOCKET_BAD
        }
        let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.pointee.family, kind, address.pointee.`protocol`)
    }

    private func add(line: UnsafeRawBufferPointer) {
        if line.starts(with: "HTTP/".utf8) {
            // A new answer begins: behind a 100, or behind what a proxy said.
            response.headers.removeAll()
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let value = line[(colon + 1)...].drop { $0 <= 0x20 }
        let end = value.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? value.startIndex
        response.headers.append(
            TransportHeader(
                String(decoding: line[..<colon], as: UTF8.self),
                String(decoding: value[..<end], as: UTF8.self)))
    }
}
