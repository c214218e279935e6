/// What an import has read.
public struct ImportSummary: Codable, Sendable, Hashable {
    /// Whether it is what is served now; false when it was only looked at.
    public var isImported: Bool
    /// The version of the product that wrote it.
    public var product: String
    /// The revision that the store had where it was written.
    public var revision: Int
    public var records: Int
    public var claims: Int
    public var references: Int
    /// What became of it; nil for an export of this product's.
    public var conversion: ImportConversion?

    enum CodingKeys: String, CodingKey {
        case product, revision, records, claims, references, conversion
        case isImported = "is_imported"
    }
}
