import CryptoExtras

/// A key that belongs to no app, made anew in every run.
enum KitAppKey {
    static let pem = (try? _RSA.Signing.PrivateKey(keySize: .bits2048))?.pemRepresentation ?? ""
}
