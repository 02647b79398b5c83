"""Les imports."""

import django.db.models.deletion
import workflows.temps
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('echanges', '0001_initial')]

    initial = True

    dependencies = [
        ('comptes', '0001_tout_le_modele'),
        ('dossiers', '0001_tout_le_modele'),
        ('programmation', '0001_tout_le_modele'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('campagne', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='programmation.campagne')),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lu_le', models.DateTimeField(default=workflows.temps.maintenant, verbose_name='lu le')),
                ('nom_du_fichier', models.CharField(max_length=255)),
                ('taille', models.PositiveIntegerField(verbose_name='taille, en octets')),
                ('empreinte', models.CharField(max_length=64, verbose_name='empreinte du fichier')),
                ('genre', models.CharField(max_length=4)),
                ('entetes', models.JSONField(verbose_name='en-têtes')),
                ('ligne_des_entetes', models.PositiveIntegerField()),
                ('appariement', models.JSONField(default=dict, verbose_name='colonnes appariées')),
                ('reponses', models.JSONField(default=dict, verbose_name='réponses aux questions')),
                ('est_apparie', models.BooleanField(default=False, verbose_name='colonnes confirmées')),
                ('ecrit_le', models.DateTimeField(blank=True, null=True, verbose_name='importé le')),
                ('comptes', models.JSONField(default=dict, verbose_name='ce qu’il a fait')),
                ('cle', models.UUIDField(editable=False, null=True, unique=True)),
            ],
            options={
                'ordering': ['-lu_le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RangImporte',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('import_recu', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rangs', to='echanges.import')),
                ('ligne', models.PositiveIntegerField(verbose_name='ligne du tableur')),
                ('brut', models.JSONField(verbose_name='ligne telle que reçue')),
                ('fusionnees', models.JSONField(default=list, verbose_name='colonnes fusionnées')),
                ('issue', models.CharField(blank=True, choices=[('cree', 'Créé'), ('change', 'Changé'), ('inchange', 'Inchangé'), ('laisse', 'Laissé tel quel'), ('ecarte', 'Écarté')], max_length=10)),
                ('dossier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rangs_importes', to='dossiers.dossier')),
            ],
            options={
                'verbose_name': 'rang importé',
                'verbose_name_plural': 'rangs importés',
                'ordering': ['ligne'],
                'constraints': [models.UniqueConstraint(fields=('import_recu', 'ligne'), name='un_rang_par_ligne'), models.CheckConstraint(condition=models.Q(models.Q(('issue__in', ['cree', 'change', 'inchange', 'laisse']), _negated=True), ('dossier__isnull', False), _connector='OR'), name='un_rang_cree_ou_change_a_son_dossier')],
            },
        ),
        migrations.CreateModel(
            name='AppariementRetenu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appariements', to='programmation.convention')),
                ('entete', models.CharField(max_length=255, verbose_name='en-tête, sans accents ni casse')),
                ('colonne', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'verbose_name': 'appariement retenu',
                'verbose_name_plural': 'appariements retenus',
                'constraints': [models.UniqueConstraint(fields=('convention', 'entete'), name='un_choix_par_entete')],
            },
        ),
    ]
