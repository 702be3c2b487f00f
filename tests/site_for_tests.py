"""The site's settings for tests: a private folder that goes away afterwards, cheap hashing, jobs done at once."""

import atexit
import os
import shutil
import tempfile

os.environ["CONSILIUM_VAR"] = tempfile.mkdtemp(prefix="consilium-tests-")
for name in ("HOSTS", "DEMO", "EMAIL_HOST", "MASTER_KEY_FILE"):
    os.environ.pop(f"CONSILIUM_{name}", None)

from consilium_web.crypto import create_master_key  # noqa: E402
from consilium_web.settings import *  # noqa: E402, F403
from consilium_web.settings import CONSILIUM_MASTER_KEY, DATABASES, STATIC_ROOT, VAR  # noqa: E402

atexit.register(shutil.rmtree, VAR, ignore_errors=True)
create_master_key(CONSILIUM_MASTER_KEY)
STATIC_ROOT.mkdir()

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # look for a file when it is asked for, not for all of them at each new client
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because a page in another thread reads it too; never flushed to the disk, because nobody will miss it.
    DATABASES["default"]["TEST"] = {"NAME": VAR / "tests.sqlite3"}
    DATABASES["default"]["OPTIONS"] |= {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"}
