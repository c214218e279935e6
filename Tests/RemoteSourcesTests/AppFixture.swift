import RemoteSources

/// A key that belongs to no app, made with openssl, and what openssl signs with it.
enum AppFixture {
    static let issuer = "Iv1.0123456789abcdef"

    static let credentials = AppCredentials(issuer: issuer, privateKey: pkcs1)

    /// `openssl genrsa -traditional 2048`, the form in which GitHub gives keys.
    static let pkcs1 = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEowIBAAKCAQEAskcKEL28XfWe4EnZJB2UCwKoWwyXXTCPaBLBbsElsqQf03R+
        8wxLFJ7Gbp0zzrqIZSWoqJkwi56GaeW61mSINO/yFxjgX/YAEf8DL/Q7fAEaHMOZ
        KHUju9CWAf7L4z2m8GhFuM3++ze7zIzHHL+azPHBnyFJFF0zlSG1K/v8+75HereB
        AZ9SwZmf/UIKp23gn/H2YoOj33bA9CdLexlVqzEs47PJnWo5BGF9tqLmyPlfwhGy
        lKcE8Kx3lOWt6fv6H7jcKZQdiUiBWb6PEiGafwPOv2+XVUxmYQL2SBW9Gm7+Zak4
        vPpryQGPYR7TboK3eDWGSyvKHUcwu7ro2GlvswIDAQABAoIBABFLvL7AtviDVAgc
        3LEDy5vr2esyGVyZpvgTsGovLpnvvAS2+Hqvq829f7E16tOjcN3QnasfEut2FEKh
        iT2z4Cuz8bqVl8Mc6dx/xKPk39aD1trei8qLNCMhtUP5SneVQM/HFf3mwlZGDcq7
        sl+SzpET4qiDwVl1QgQLEqQd8j52tGQWzhen1pwyIXrJpitleQr0jHUNxg2ll3ws
        QMzkk3NUwtgVOD6CuSHWSH81+NHYMXrAh4JMTpt/vV8yQgg3kB46yM3UeUt/jAZJ
        Q1SzxtAo2CTePWwxxAJ+g1yCX07AN+gRf43NPxm33q7nn7tRXsppICsz6FlTnEge
        WRfVGrECgYEA40dmBivILgXpyt+fvzrVzDPJnD3CR+RPzeVpvxDTX9NOcTr0aD8l
        OsqeG2sZI2DLz57YL4qgUJtfrBN7BAtZeTNX+KOloE9zq9NAtAIFH7es57/mKWtn
        8aj/ZF0eh8z+2IP2m/XfucLcqUanL9nFjMg2jdw+7EkOrRdWab67utECgYEAyM5q
        5hI3w7DYqmuBJXX9YmbYjdSmLWZXHniEAASsk8yrqoUh2dVGfY/uCTuwaivGppYm
        GemI1QVzaZuyUqP3ridqOMTmE2pXadJEzgaZHRh063O/bIpmlAvodxu95qS21JJv
        z5WitVcl7D06m6Gh6THf/Bc6no18mEtuvCU7m0MCgYAk3UHZImTXwjHHrDn3BI4F
        DylWZFYM3yVqmhlq2knOszF4AD4AYq2hOZgnjlmHeX3VcUhTfcK/EFSWTpqXb1fV
        5tQQCkslE34Jkrxd9i3qlRpAhMnKUheMBQNXvhrjoAZ+C/mGFn1xXf/4nPMlOcdn
        LFpc7CpwnPD6dlyXzk4Y4QKBgQCZcVowSpWAHL/DofiCxqGDsvEhl/AP2xcROqgr
        V2cEXa6D082lJhsCUZxkQ88vohnfK/cbb9/WX57sgUQHcDIQSyAZFyR0i5sWSs22
        3UXc/NZDISSSbUOrN1pAwdsfxpfK4cc8yawWg+x/k94YFK+jgTAV8y4hAB7IRUPt
        00mz/wKBgGFVeITVdYk7osZEiW/VELM7pFQVYIec+kGQiYaUrs1w/bVvFGNw1gc/
        mMIg24uZVNLWZ1f/xSEn7FXYSOvvoq2D/s68Gduhaak5ysX07+28paNGMJ08bzD9
        CfJK4VgskBfHtdLbXP82JkgNfxsQJN3LZeIW3IrhT9x6evgr9IZ6
        -----END RSA PRIVATE KEY-----
        """

    /// The same key: `openssl pkcs8 -topk8 -nocrypt`.
    static let pkcs8 = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCyRwoQvbxd9Z7g
        SdkkHZQLAqhbDJddMI9oEsFuwSWypB/TdH7zDEsUnsZunTPOuohlJaiomTCLnoZp
        5brWZIg07/IXGOBf9gAR/wMv9Dt8ARocw5kodSO70JYB/svjPabwaEW4zf77N7vM
        jMccv5rM8cGfIUkUXTOVIbUr+/z7vkd6t4EBn1LBmZ/9QgqnbeCf8fZig6PfdsD0
        J0t7GVWrMSzjs8mdajkEYX22oubI+V/CEbKUpwTwrHeU5a3p+/ofuNwplB2JSIFZ
        vo8SIZp/A86/b5dVTGZhAvZIFb0abv5lqTi8+mvJAY9hHtNugrd4NYZLK8odRzC7
        uujYaW+zAgMBAAECggEAEUu8vsC2+INUCBzcsQPLm+vZ6zIZXJmm+BOwai8ume+8
        BLb4eq+rzb1/sTXq06Nw3dCdqx8S63YUQqGJPbPgK7PxupWXwxzp3H/Eo+Tf1oPW
        2t6Lyos0IyG1Q/lKd5VAz8cV/ebCVkYNyruyX5LOkRPiqIPBWXVCBAsSpB3yPna0
        ZBbOF6fWnDIhesmmK2V5CvSMdQ3GDaWXfCxAzOSTc1TC2BU4PoK5IdZIfzX40dgx
        esCHgkxOm3+9XzJCCDeQHjrIzdR5S3+MBklDVLPG0CjYJN49bDHEAn6DXIJfTsA3
        6BF/jc0/Gbferuefu1FeymkgKzPoWVOcSB5ZF9UasQKBgQDjR2YGK8guBenK35+/
        OtXMM8mcPcJH5E/N5Wm/ENNf005xOvRoPyU6yp4baxkjYMvPntgviqBQm1+sE3sE
        C1l5M1f4o6WgT3Or00C0AgUft6znv+Ypa2fxqP9kXR6HzP7Yg/ab9d+5wtypRqcv
        2cWMyDaN3D7sSQ6tF1Zpvru60QKBgQDIzmrmEjfDsNiqa4Eldf1iZtiN1KYtZlce
        eIQABKyTzKuqhSHZ1UZ9j+4JO7BqK8amliYZ6YjVBXNpm7JSo/euJ2o4xOYTaldp
        0kTOBpkdGHTrc79simaUC+h3G73mpLbUkm/PlaK1VyXsPTqboaHpMd/8FzqejXyY
        S268JTubQwKBgCTdQdkiZNfCMcesOfcEjgUPKVZkVgzfJWqaGWraSc6zMXgAPgBi
        raE5mCeOWYd5fdVxSFN9wr8QVJZOmpdvV9Xm1BAKSyUTfgmSvF32LeqVGkCEycpS
        F4wFA1e+GuOgBn4L+YYWfXFd//ic8yU5x2csWlzsKnCc8Pp2XJfOThjhAoGBAJlx
        WjBKlYAcv8Oh+ILGoYOy8SGX8A/bFxE6qCtXZwRdroPTzaUmGwJRnGRDzy+iGd8r
        9xtv39ZfnuyBRAdwMhBLIBkXJHSLmxZKzbbdRdz81kMhJJJtQ6s3WkDB2x/Gl8rh
        xzzJrBaD7H+T3hgUr6OBMBXzLiEAHshFQ+3TSbP/AoGAYVV4hNV1iTuixkSJb9UQ
        szukVBVgh5z6QZCJhpSuzXD9tW8UY3DWBz+YwiDbi5lU0tZnV//FISfsVdhI6++i
        rYP+zrwZ26FpqTnKxfTv7bylo0YwnTxvMP0J8krhWCyQF8e10ttc/zYmSA1/GxAk
        3ctl4hbciuFP3Hp6+Cv0hno=
        -----END PRIVATE KEY-----
        """

    /// Too short for anything.
    static let weak = """
        -----BEGIN RSA PRIVATE KEY-----
        MIICXAIBAAKBgQDHpQegJgsVBmBtRsW90Va53O7v6gd+mAdxOdE+fncHT48ukr33
        XKEcO1arFvoBQxlI6bXiQraJQAIgIUiwrYuZLib1fnSEbUzQzMQJIDJpSYnWzw46
        KVye6zEK1IlfoTETPEPSIElg6IGCst1zgwqAOu93SLR0hW8sRdgdNod2zwIDAQAB
        AoGAfRoZpC4SpbMgO3mssZx7Fu6tvyLMXXSQvU+4ocuHdMpS86E6bsXZoyI/1egI
        8z+DmZ/xvH2HeovkiROyRBwLq+61p3vftZ6cKYp5otKInTHoGPOhzTeni9700p+q
        TeELnotlQ8wjjupb7IwGIhDPELQLTggU0cWjhFavXQAMugECQQDpxgH1k35q3hmA
        7tSp03KoFUMElJ2qRSpnf/LBniJZl/oxoa4v9u/qnoTny74MxDRl0Wnu51AC3isp
        j13WITfPAkEA2qBVozpLHuc5qgeHIgN6pSM/NRK38meEiCz8Sx3F0IftLlddorD8
        4HiFJW9jeGZECI7WmphzLtIllSuU/BaRAQJBAIbKoP6UWOQNw+7PxtdVEFtSRx4x
        AufWkaiz4ak6INxAAQb1Dpahb5x8Ym200JRT3VKH+OjDfyLoL0L7Y0PAS4kCQES/
        Ji6tpfGRxBAzTcrkTSygaL/HoxAWfRZVDwCP3CQ2md54mnkOLnZnb3bWD/FMNxh5
        0gHK7m1Kp4bArZiXgAECQFMUJM9SOLHGMqpIv2wRxCdaTGlo7IIC2Dh/ZRpdhEmK
        WtIYLkoFOn+Py+DTe2AJm76MSpyRTd8X3+aNW8YSw1s=
        -----END RSA PRIVATE KEY-----
        """

    /// `{"alg":"RS256","typ":"JWT"}` and `{"exp":1700000540,"iat":1699999940,"iss":"Iv1.0123456789abcdef"}`, signed by
    /// `openssl dgst -sha256 -sign`.
    static let token = """
        eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE3MDAwMDA1NDAsImlhdCI6MTY5OTk5OTk0MCwiaXNzI
        joiSXYxLjAxMjM0NTY3ODlhYmNkZWYifQ.ZENqqzTuEl7p96czo_ALb4kNDA3GvkeO4Z7gn74HuJ0rn0z6I-e_1lHd
        stfcyy-C-3jpAaK9A12ukUfLfumoEMZMdH5f8y-lzUcD8Ev57dpJKI5Bp-c8T3OGjFQVYU1arg-qeCyVA2kRb91ZP0
        rjh1xZ3AMKw7N2RWpIzpGEO4QKRWrGo1a0O5WIvmZ2pArsfz5RD44z-gCelZJjc2qpvjkp-dZwbgyDnAvEmk_FN8D5
        8WFn_stnKBWArhY0qus_88san5CrBTtDrG2YHxUClS-oP798QFoBYyBxNXZpddgNtSzV3uKGtFc-IclQ5ZIkROLic0
        PrSiqh_SwzJtrSjA
        """.split(separator: "\n").joined()
}
