"""Les réglages : tout ce qui diffère d’un lieu à l’autre vient de l’environnement et se lit ici, une fois.

Une valeur mal écrite est refusée au démarrage (« DEBUG=Faux » n’est ni vrai ni faux). Hors démonstration,
aucun secret n’a de valeur par défaut.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

RACINE = Path(__file__).resolve().parent.parent
VAR = RACINE / "var"

env = Env()
env.read_env(RACINE / ".env", recurse=False)

# 1. Le lieu ------------------------------------------------------------------------------------------
DEMONSTRATION = env.bool("DEMONSTRATION", False)
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str(
    "SECRET_KEY", "démonstration : aucun secret à garder ici, tout est inventé" if DEMONSTRATION else None
)
if not (SECRET_KEY or "").strip():
    raise ImproperlyConfigured("SECRET_KEY manque : donnez-lui une longue valeur tirée au hasard.")
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
if not SITE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("SITE_URL est une adresse entière, par exemple https://contrat-de-ville.example.")
EST_EN_HTTPS = SITE_URL.startswith("https://")
LIEU = env.str("LIEU", "Béthune")  # le nom que porte le bandeau
PIED = env.str(
    "PIED",
    "Ville de Béthune · Contrat de ville « Engagements Quartiers 2030 », "
    "convention d’application communale signée le 9 juillet 2024.",
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if EST_EN_HTTPS else []

# 2. Les pièces de la maison --------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "workflows",
    "papiers",
    "comptes",
    "programmation",
    "dossiers",
    "gouvernance",
    "echanges",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "comptes.middleware.requetes_lisibles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "workflows.typographie.pages_bien_composees",
    "comptes.middleware.pages_privees_sans_cache",
    "comptes.middleware.ferme_par_defaut",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comptes.contexte.cadre",
            ],
            "builtins": ["workflows.templatetags.ecriture"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# 3. La base, vérité de tout --------------------------------------------------------------------------
try:
    _BASE = env.dj_db_url(
        "DATABASE_URL",
        f"sqlite:///{VAR / 'demonstration.sqlite3'}" if DEMONSTRATION else None,
        conn_max_age=60,
        conn_health_checks=True,
    )
except (EnvError, ValueError):
    _BASE = None
if not (_BASE and _BASE.get("NAME") and _BASE.get("ENGINE", "").endswith(("postgresql", "sqlite3"))):
    raise ImproperlyConfigured(
        "DATABASE_URL manque ou se lit mal : écrivez postgres://compte:mot-de-passe@serveur:5432/base, "
        "ou sqlite:////chemin/entier/base.sqlite3."
    )
DATABASES = {"default": _BASE}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE et WAL : sans eux, deux écritures simultanées échouent par « database is locked ».
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # Compiler une requête coûte ici plus que la jouer : sur une liste de dix mille dossiers, 168 ms au lieu de 49.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# 4. Le facteur ---------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", "")
CELERY_TIMEZONE = "Europe/Paris"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # Un Redis gelé ne doit pas retenir une requête : la sonnette se perd, la base garde le fait.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
        "global_keyprefix": env.str("REDIS_PREFIXE", "programmation:"),
        "retry_policy": {"max_retries": 0},
    }
    CELERY_BROKER_CONNECTION_TIMEOUT = 1
else:
    _COURRIER = VAR / "courrier_celery"
    (_COURRIER / "controle").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_COURRIER),
        "data_folder_out": str(_COURRIER),
        "control_folder": str(_COURRIER / "controle"),
        "polling_interval": 0.1,
    }
BATTEMENT = env.int("BATTEMENT", 20 if DEMONSTRATION else 60)  # secondes entre deux passages du planificateur
if BATTEMENT < 1:
    raise ImproperlyConfigured("BATTEMENT compte des secondes : écrivez 1 ou davantage.")
CELERY_BEAT_SCHEDULE = {
    "relancer": {"task": "workflows.tasks.relancer", "schedule": BATTEMENT},
    "balayer": {"task": "workflows.tasks.expedier", "schedule": BATTEMENT},
    "actions_groupees": {"task": "dossiers.tasks.poursuivre_les_actions", "schedule": BATTEMENT},
    "ranger": {"task": "dossiers.tasks.ranger_les_pieces", "schedule": 300},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat")

# 5. Les courriels ------------------------------------------------------------------------------------
# EMAIL_URL absent en démonstration : rien ne sort, chaque courriel se lit sur la page « Courriels ».
EMAIL = env.dj_email_url("EMAIL_URL", "smtp://127.0.0.1:25") if env.str("EMAIL_URL", "") or not DEMONSTRATION else {}
EMAIL_HOST = EMAIL.get("EMAIL_HOST", "")
if not (DEMONSTRATION or EMAIL_HOST or env.str("TRANSPORT", "")):
    # La boîte de démonstration tient tout pour remis : une faute de frappe ici y perdrait chaque courriel, en silence.
    raise ImproperlyConfigured("EMAIL_URL ne nomme aucun serveur de courrier : smtp://…, submission://… ou smtps://….")
EMAIL_PORT = EMAIL.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Contrat de ville <ne-pas-repondre@contrat-de-ville.invalid>")
TRANSPORT = env.str("TRANSPORT", "workflows.transports.Smtp" if EMAIL_HOST else "workflows.transports.Boite")

# 6. Les personnes ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = ["comptes.portier.Portier"]
LOGIN_URL = "comptes:connexion"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "accueil"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "comptes.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "gouvernance.accueil.erreurs.formulaire_expire"

# 7. La langue et l’heure : toute échéance a son heure à Paris ------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# 8. Les fichiers servis, sans réseau extérieur ---------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [RACINE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or env.bool("STATIQUE_SIMPLE", False)
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
PAPIERS = env.path("PAPIERS", VAR / "papiers")  # les PDF composés, recomposables à tout instant : rien à sauvegarder
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
# Les pièces jointes vivent hors de ce que sert le site ; une vue les rend, à qui peut les lire (docs/decisions/024).
PIECES_DIR = Path(env.str("PIECES_DIR", str(VAR / "pieces")))
PIECES_PV_MOIS = env.int("PIECES_PV_MOIS", 18)  # combien de mois vaut un procès-verbal d’assemblée générale
# Le décret 2001-495 (art. 1) et la loi 2021-875 (art. 2) ; des données, que la loi peut changer (docs/metier.md §26).
SEUIL_DE_CONVENTION = env.int("SEUIL_DE_CONVENTION", 23_000)  # euros par organisation, financeur et année
PAIEMENT_JOURS = env.int("PAIEMENT_JOURS", 60)  # jours pour payer après la notification
PAIEMENT_ALERTE_JOURS = env.int("PAIEMENT_ALERTE_JOURS", 45)
PLAN_RAPPELS_JOURS = (10, 20)  # jours après l’annonce d’un accord partiel resté sans réponse
if not (0 < PAIEMENT_ALERTE_JOURS < PAIEMENT_JOURS <= 366 and SEUIL_DE_CONVENTION > 0):
    raise ImproperlyConfigured(
        "PAIEMENT_ALERTE_JOURS vient avant PAIEMENT_JOURS (366 au plus), SEUIL_DE_CONVENTION est positif."
    )
FICHIER_OCTETS_MAX = env.int("FICHIER_MO_MAX", 10) * 1024 * 1024
if not (0 < FICHIER_OCTETS_MAX <= 100 * 1024 * 1024 and 0 < PIECES_PV_MOIS <= 120):
    raise ImproperlyConfigured("FICHIER_MO_MAX va de 1 à 100 (mégaoctets), PIECES_PV_MOIS de 1 à 120 (mois).")
FILE_UPLOAD_HANDLERS = ["papiers.recus.reception.ReceptionBornee"]
CLAMAV_URL = env.str("CLAMAV_URL", "")  # « tcp://clamav:3310 » ou « unix:///run/clamd.sock » ; sans lui, nul antivirus
if CLAMAV_URL and not CLAMAV_URL.startswith(("tcp://", "unix:///")):
    raise ImproperlyConfigured("CLAMAV_URL est une prise, par exemple tcp://clamav:3310 ou unix:///run/clamd.sock.")

# 9. La porte d’entrée ----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = EST_EN_HTTPS
SECURE_HSTS_SECONDS = 31536000 if EST_EN_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = EST_EN_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
if env.bool("DERRIERE_UN_MANDATAIRE", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if EST_EN_HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-jeton"

# 10. Le journal technique : jamais de contenu, ni de mot de passe, ni de lien ---------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"sans_jeton": {"()": "workflows.sans_jeton.SansJeton"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ligne", "filters": ["sans_jeton"]}},
    "root": {"handlers": ["console"], "level": env.str("NIVEAU_DU_JOURNAL", "INFO")},
}
