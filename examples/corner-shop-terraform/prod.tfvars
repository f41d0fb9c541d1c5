stage               = "prod"
receipt_seal_secret = "russet-bramley-4471"
