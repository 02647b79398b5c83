"""Les personnes et les organisations."""

import comptes.identifiants
import comptes.models.invitations
import django.db.models.deletion
import django.db.models.functions.text
import workflows.temps
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('comptes', '0001_initial')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Utilisateur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('courriel', models.EmailField(max_length=254, unique=True, verbose_name='adresse électronique')),
                ('prenom', models.CharField(blank=True, max_length=80, verbose_name='prénom')),
                ('nom', models.CharField(max_length=80, verbose_name='nom')),
                ('est_technique', models.BooleanField(default=False, editable=False, verbose_name='compte technique')),
                ('is_active', models.BooleanField(default=True, verbose_name='compte actif')),
                ('is_staff', models.BooleanField(default=False, verbose_name='administre les comptes')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'personne',
                'ordering': ['nom', 'prenom'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('courriel'), name='un_compte_par_adresse')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('passages_nombre', models.PositiveIntegerField(default=0, editable=False)),
                ('passages_tete', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', editable=False, max_length=64)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('nom', models.CharField(max_length=255, verbose_name='nom')),
                ('sigle', models.CharField(blank=True, max_length=60, verbose_name='sigle')),
                ('nature', models.CharField(choices=[('association', 'Association'), ('fondation', 'Fondation'), ('commune', 'Commune ou service municipal'), ('ccas', 'CCAS'), ('epci', 'Agglomération ou communauté de communes'), ('etat', 'Service de l’État'), ('departement', 'Département'), ('region', 'Région'), ('organisme_social', 'Organisme social (CAF…)'), ('bailleur', 'Bailleur social'), ('eple', 'Établissement scolaire'), ('etablissement_public', 'Établissement public'), ('gip', 'Groupement d’intérêt public'), ('autre', 'Autre')], default='association', max_length=30, verbose_name='nature')),
                ('siret', models.CharField(blank=True, max_length=14, validators=[comptes.identifiants.siret], verbose_name='SIRET')),
                ('rna', models.CharField(blank=True, max_length=10, validators=[comptes.identifiants.rna], verbose_name='numéro RNA')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='comptes.organisation')),
                ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('modifie_par', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modifie_le', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['nom'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('parent', None), models.Q(('siret', ''), _negated=True)), fields=('siret',), name='siret_unique')],
            },
        ),
        migrations.CreateModel(
            name='EssaiDeConnexion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.CharField(max_length=64, unique=True)),
                ('nombre', models.PositiveIntegerField(default=0)),
                ('attendre_jusqu_au', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'essai de connexion',
                'verbose_name_plural': 'essais de connexion',
            },
        ),
        migrations.CreateModel(
            name='Adhesion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('utilisateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adhesions', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adhesions', to='comptes.organisation')),
                ('qualite', models.CharField(choices=[('porteur', 'Porteur'), ('equipe', 'Équipe politique de la ville'), ('financeur', 'Financeur'), ('lecture', 'Lecture')], max_length=20, verbose_name='qualité')),
                ('droit', models.CharField(choices=[('lecteur', 'Lecteur'), ('redacteur', 'Rédacteur'), ('signataire', 'Signataire'), ('instructeur', 'Instructeur'), ('chef', 'Chef de projet'), ('agent', 'Agent')], max_length=20, verbose_name='droit')),
            ],
            options={
                'verbose_name': 'rattachement',
                'ordering': ['organisation__nom', 'utilisateur__nom'],
                'constraints': [models.UniqueConstraint(fields=('utilisateur', 'organisation', 'qualite'), name='un_titre_par_organisation'), models.CheckConstraint(condition=models.Q(models.Q(('droit__in', ('lecteur', 'redacteur', 'signataire')), ('qualite', 'porteur')), models.Q(('droit__in', ('instructeur', 'chef')), ('qualite', 'equipe')), models.Q(('droit__in', ('agent',)), ('qualite', 'financeur')), models.Q(('droit__in', ('lecteur',)), ('qualite', 'lecture')), _connector='OR'), name='droit_de_cette_qualite')],
            },
        ),
        migrations.CreateModel(
            name='Fiche',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='fiche', serialize=False, to='comptes.organisation')),
                ('site_web', models.URLField(blank=True, max_length=255, verbose_name='site web')),
                ('objet_statutaire', models.TextField(blank=True, max_length=2000, verbose_name='objet statutaire')),
                ('forme_juridique', models.CharField(blank=True, max_length=120, verbose_name='forme juridique')),
                ('naf', models.CharField(blank=True, max_length=5, verbose_name='code NAF')),
                ('creee_le', models.DateField(blank=True, null=True, verbose_name='créée le')),
                ('publiee_au_jo_le', models.DateField(blank=True, null=True, verbose_name='publiée au Journal officiel le')),
                ('recepisse', models.CharField(blank=True, max_length=60, verbose_name='récépissé de préfecture')),
                ('registre_inscrite_le', models.DateField(blank=True, null=True, verbose_name='inscrite au registre le')),
                ('registre_volume', models.CharField(blank=True, max_length=20, verbose_name='volume')),
                ('registre_folio', models.CharField(blank=True, max_length=20, verbose_name='folio')),
                ('registre_tribunal', models.CharField(blank=True, max_length=80, verbose_name='tribunal')),
                ('utilite_publique', models.BooleanField(blank=True, null=True, verbose_name='reconnue d’utilité publique')),
                ('utilite_publique_le', models.DateField(blank=True, null=True, verbose_name='publication au Journal officiel')),
                ('impots_commerciaux', models.BooleanField(blank=True, null=True, verbose_name='assujettie aux impôts commerciaux')),
                ('commissaire_aux_comptes', models.BooleanField(blank=True, null=True, verbose_name='a un commissaire aux comptes')),
                ('aides_publiques', models.CharField(blank=True, choices=[('jusqu_a_500000', '500\u202f000\u202f€ ou moins'), ('plus_de_500000', 'Plus de 500\u202f000\u202f€')], max_length=20, verbose_name='aides publiques sur trois exercices')),
                ('reseau', models.CharField(blank=True, max_length=255, verbose_name='réseau d’affiliation')),
                ('adherents_personnes_morales', models.TextField(blank=True, max_length=2000, verbose_name='adhérents personnes morales')),
                ('engagement_souscrit_le', models.DateField(blank=True, null=True, verbose_name='souscrit le')),
                ('engagement_version', models.CharField(blank=True, choices=[('2021-1947', 'Texte annexé au décret n°\xa02021-1947 du 31 décembre 2021')], max_length=20, verbose_name='texte souscrit')),
            ],
            options={
                'verbose_name': 'fiche d’organisation',
                'verbose_name_plural': 'fiches d’organisation',
                'constraints': [models.CheckConstraint(condition=models.Q(('engagement_souscrit_le', None), models.Q(('engagement_version', ''), _negated=True), _connector='OR'), name='un_engagement_date_dit_son_texte')],
            },
        ),
        migrations.CreateModel(
            name='Adresse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adresses', to='comptes.organisation')),
                ('usage', models.CharField(choices=[('siege', 'Siège'), ('correspondance', 'Correspondance')], max_length=20)),
                ('voie', models.CharField(max_length=255, verbose_name='numéro et voie')),
                ('code_postal', models.CharField(max_length=5, verbose_name='code postal')),
                ('commune', models.CharField(max_length=100, verbose_name='commune')),
                ('code_insee', models.CharField(blank=True, max_length=5, verbose_name='code INSEE de la commune')),
            ],
            options={
                'ordering': ['-usage'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'usage'), name='une_adresse_par_usage')],
            },
        ),
        migrations.CreateModel(
            name='Interlocuteur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interlocuteurs', to='comptes.organisation')),
                ('role', models.CharField(choices=[('representant', 'Représentant légal'), ('charge', 'Chargé du dossier')], max_length=20, verbose_name='rôle')),
                ('prenom', models.CharField(blank=True, max_length=80, verbose_name='prénom')),
                ('nom', models.CharField(max_length=80, verbose_name='nom')),
                ('fonction', models.CharField(blank=True, max_length=120, verbose_name='fonction')),
                ('telephone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
            ],
            options={
                'ordering': ['-role'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'role'), name='un_interlocuteur_par_role')],
            },
        ),
        migrations.CreateModel(
            name='Agrement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agrements', to='comptes.organisation')),
                ('type', models.CharField(max_length=120, verbose_name='agrément')),
                ('attribue_par', models.CharField(blank=True, max_length=120, verbose_name='attribué par')),
                ('attribue_le', models.DateField(blank=True, null=True, verbose_name='date')),
                ('numero', models.CharField(blank=True, max_length=60, verbose_name='numéro')),
            ],
            options={
                'verbose_name': 'agrément',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MoyensHumains',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moyens_humains', to='comptes.organisation')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='au 31 décembre')),
                ('benevoles', models.PositiveIntegerField(blank=True, null=True, verbose_name='bénévoles')),
                ('volontaires', models.PositiveIntegerField(blank=True, null=True, verbose_name='volontaires')),
                ('salaries', models.PositiveIntegerField(blank=True, null=True, verbose_name='salariés')),
                ('etpt', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='équivalents temps plein travaillés')),
                ('emplois_aides', models.PositiveIntegerField(blank=True, null=True, verbose_name='dont emplois aidés')),
                ('mis_a_disposition', models.PositiveIntegerField(blank=True, null=True, verbose_name='agents mis à disposition ou détachés')),
                ('adherents', models.PositiveIntegerField(blank=True, null=True, verbose_name='adhérents')),
                ('adherentes_femmes', models.PositiveIntegerField(blank=True, null=True, verbose_name='dont femmes')),
                ('adherents_hommes', models.PositiveIntegerField(blank=True, null=True, verbose_name='dont hommes')),
            ],
            options={
                'verbose_name': 'moyens humains',
                'verbose_name_plural': 'moyens humains',
                'ordering': ['-annee'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'annee'), name='des_moyens_par_annee'), models.CheckConstraint(condition=models.Q(('etpt', None), ('etpt__gte', 0), _connector='OR'), name='des_etpt_positifs')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='comptes.organisation')),
                ('courriel', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('droit', models.CharField(choices=[('lecteur', 'Lecteur'), ('redacteur', 'Rédacteur'), ('signataire', 'Signataire')], default='redacteur', max_length=20, verbose_name='droit proposé')),
                ('sel', models.CharField(default=comptes.models.invitations.nouveau_sel, editable=False, max_length=32)),
                ('invitee_par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitee_le', models.DateTimeField(default=workflows.temps.maintenant, editable=False)),
                ('expire_le', models.DateTimeField(editable=False)),
                ('acceptee_le', models.DateTimeField(editable=False, null=True)),
                ('acceptee_par', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retiree_le', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['-invitee_le', '-pk'],
                'constraints': [models.UniqueConstraint(models.F('organisation'), django.db.models.functions.text.Lower('courriel'), condition=models.Q(('acceptee_le', None), ('retiree_le', None)), name='une_invitation_en_attente_par_adresse'), models.CheckConstraint(condition=models.Q(('acceptee_le', None), ('retiree_le', None), _connector='OR'), name='acceptee_ou_retiree')],
            },
        ),
    ]
