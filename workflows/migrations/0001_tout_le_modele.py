"""Le moteur : journal, envois, battement."""

import django.db.models.deletion
import workflows.temps
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('workflows', '0001_initial'), ('workflows', '0002_le_comite')]

    initial = True

    dependencies = [
        ('comptes', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Battement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=40, unique=True)),
                ('le', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Envoi',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regle', models.CharField(max_length=60, verbose_name='règle ou fait')),
                ('objet', models.CharField(max_length=60, verbose_name='objet')),
                ('adresse', models.EmailField(max_length=254, verbose_name='adresse')),
                ('echeance', models.DateTimeField(verbose_name='échéance')),
                ('canal', models.CharField(default='courriel', max_length=20, verbose_name='canal')),
                ('personne', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='envois', to=settings.AUTH_USER_MODEL)),
                ('perimetre', models.CharField(db_index=True, max_length=60, verbose_name='périmètre')),
                ('pourquoi', models.TextField(verbose_name='pourquoi cette personne le reçoit')),
                ('lien', models.TextField(blank=True, verbose_name='lien dans le site')),
                ('sujet', models.TextField(blank=True, verbose_name='objet du courriel')),
                ('corps', models.TextField(blank=True, verbose_name='texte')),
                ('calendrier', models.TextField(blank=True, editable=False, verbose_name='invitation de calendrier (iCalendar)')),
                ('statut', models.CharField(choices=[('a_envoyer', 'Programmé'), ('en_pause', 'En pause'), ('en_cours', 'En cours d’envoi'), ('point', 'Remise en cours'), ('envoyee', 'Remis'), ('annulee', 'Annulé'), ('echec', 'Rejeté'), ('incertaine', 'Envoi incertain'), ('perimee', 'Périmé')], default='a_envoyer', max_length=20)),
                ('message_id', models.CharField(db_index=True, editable=False, max_length=255)),
                ('tentatives', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('prochain_essai_le', models.DateTimeField(editable=False)),
                ('jeton', models.UUIDField(editable=False, null=True, unique=True)),
                ('bail_jusqu_au', models.DateTimeField(editable=False, null=True)),
                ('motif', models.TextField(blank=True, verbose_name='motif')),
                ('par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cree_le', models.DateTimeField(default=workflows.temps.maintenant, editable=False)),
                ('envoyee_le', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['-echeance', '-pk'],
                'indexes': [models.Index(fields=['statut', 'prochain_essai_le'], name='envois_a_reclamer')],
                'constraints': [models.UniqueConstraint(fields=('regle', 'objet', 'adresse', 'echeance', 'canal'), name='jamais_deux_fois_le_meme_envoi'), models.CheckConstraint(condition=models.Q(('statut__in', ['a_envoyer', 'en_pause', 'en_cours', 'point', 'envoyee', 'annulee', 'echec', 'incertaine', 'perimee'])), name='statut_d_envoi_connu'), models.CheckConstraint(condition=models.Q(models.Q(('envoyee_le__isnull', False), ('statut', 'envoyee')), models.Q(models.Q(('statut', 'envoyee'), _negated=True), ('envoyee_le', None)), _connector='OR'), name='envoyee_a_sa_date')],
            },
        ),
        migrations.CreateModel(
            name='Identite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('personne', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identites', to=settings.AUTH_USER_MODEL)),
                ('nom', models.CharField(blank=True, max_length=255)),
                ('sel', models.CharField(blank=True, max_length=32)),
                ('condense', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('personne', 'condense'), name='identite_unique')],
            },
        ),
    ]
