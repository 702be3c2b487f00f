"""What makes a password good enough, said in one sentence."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)

from consilium_web.models import User

LENGTH = 12


class GoodPassword:
    """Long, not among the passwords that everyone uses, and not the person's own name or address."""

    def __init__(self) -> None:
        self.rules = (
            MinimumLengthValidator(LENGTH),
            CommonPasswordValidator(),
            UserAttributeSimilarityValidator(user_attributes=("name", "email")),
        )

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError with a sentence that says what to change."""
        for rule in self.rules:
            rule.validate(password, user)

    def get_help_text(self) -> str:
        return f"At least {LENGTH} characters. Three or four words in a row are long and easy to remember."
