"""What is kept of second factors."""

from allauth.mfa.adapter import DefaultMFAAdapter

from redcross.fields import decrypt, encrypt


class EncryptedSecrets(DefaultMFAAdapter):
    """Keeps the secrets that codes are made from as other sensitive values are kept."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)
