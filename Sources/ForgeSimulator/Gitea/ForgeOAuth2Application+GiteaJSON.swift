extension ForgeOAuth2Application {
    func giteaJSON() -> ForgeJSON {
        [
            "id": .int(id), "name": .string(name), "client_id": .string(clientID),
            "client_secret": .string(clientSecret), "redirect_uris": .strings(redirectURIs),
            "created": ForgeLinks.time(created),
        ]
    }
}
