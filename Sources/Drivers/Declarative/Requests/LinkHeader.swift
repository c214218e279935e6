import Foundation

/// The `Link` header (RFC 8288), as far as lists make use of it.
enum LinkHeader {
    /// The query of the address with `rel="next"`; nil without one.
    static func nextQuery(_ header: String) -> [String: String]? {
        for link in header.split(separator: "<").prefix(10) {
            guard let end = link.firstIndex(of: ">") else { continue }
            let attributes = link[end...].lowercased()
            guard attributes.contains(#"rel="next""#) || attributes.contains("rel=next") else { continue }
            let items = URLComponents(string: String(link[..<end]))?.queryItems ?? []
            return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
        }
        return nil
    }
}
