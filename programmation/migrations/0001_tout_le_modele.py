"""Le cadre d’une année."""

import datetime
import django.core.serializers.json
import django.db.models.deletion
import django_fsm
import workflows.temps
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('programmation', '0001_initial'), ('programmation', '0002_le_dossier_entier'), ('programmation', '0003_les_seuils_d_avertissement'), ('programmation', '0004_bilan_manquant'), ('programmation', '0005_le_comite')]

    initial = True

    dependencies = [
        ('comptes', '0001_tout_le_modele'),
        ('workflows', '0001_tout_le_modele'),
    ]

    operations = [
        migrations.CreateModel(
            name='Commune',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=120, unique=True, verbose_name='nom')),
                ('code_insee', models.CharField(blank=True, max_length=5, verbose_name='code INSEE')),
            ],
            options={
                'ordering': ['nom'],
            },
        ),
        migrations.CreateModel(
            name='Contrat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nom', models.CharField(max_length=200, verbose_name='nom')),
                ('agglomeration', models.CharField(max_length=200, verbose_name='agglomération')),
                ('sigle', models.CharField(blank=True, max_length=30, verbose_name='sigle de l’agglomération')),
                ('debut_annee', models.PositiveSmallIntegerField(verbose_name='première année')),
                ('fin_le', models.DateField(verbose_name='dernier jour')),
                ('description', models.TextField(blank=True, verbose_name='description')),
            ],
            options={
                'verbose_name': 'contrat de ville',
                'ordering': ['debut_annee', 'nom'],
                'constraints': [models.UniqueConstraint(fields=('agglomeration', 'nom'), name='un_contrat_par_agglomeration')],
            },
        ),
        migrations.CreateModel(
            name='Convention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contrat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conventions', to='programmation.contrat')),
                ('commune', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='convention', to='programmation.commune')),
                ('pilote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conventions_pilotees', to='comptes.organisation')),
                ('signee_le', models.DateField(verbose_name='signée le')),
                ('signee_a', models.CharField(max_length=120, verbose_name='signée à')),
                ('valable_jusqu_au', models.DateField(verbose_name='valable jusqu’au')),
                ('gouvernance', models.TextField(blank=True, verbose_name='les trois temps de l’année')),
                ('copilotes', models.ManyToManyField(blank=True, related_name='conventions_copilotees', to='comptes.organisation')),
            ],
            options={
                'verbose_name': 'convention d’application communale',
                'ordering': ['signee_le', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valable_jusqu_au__gt', models.F('signee_le'))), name='convention_finit_apres_signature')],
            },
        ),
        migrations.CreateModel(
            name='Signataire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signataires', to='programmation.convention')),
                ('nom', models.CharField(max_length=120, verbose_name='nom')),
                ('fonction', models.TextField(verbose_name='fonction')),
                ('ordre', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'ordering': ['ordre'],
                'constraints': [models.UniqueConstraint(fields=('convention', 'nom'), name='un_signataire_signe_une_fois')],
            },
        ),
        migrations.CreateModel(
            name='Quartier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contrat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quartiers', to='programmation.contrat')),
                ('nom', models.CharField(max_length=120, verbose_name='nom')),
                ('slug', models.SlugField(max_length=120, unique=True, verbose_name='adresse')),
                ('statut', models.CharField(choices=[('QPV', 'Quartier prioritaire de la politique de la ville'), ('QIC', 'Quartier d’intérêt communautaire')], max_length=3, verbose_name='statut')),
                ('precision_du_statut', models.CharField(blank=True, max_length=120, verbose_name='précision du statut')),
                ('code_2014', models.CharField(blank=True, max_length=8, verbose_name='code de 2014')),
                ('code_2024', models.CharField(blank=True, max_length=8, verbose_name='code de 2024')),
                ('perimetre', models.CharField(blank=True, max_length=120, verbose_name='périmètre')),
                ('communes', models.ManyToManyField(related_name='quartiers', to='programmation.commune')),
                ('conventions', models.ManyToManyField(blank=True, related_name='quartiers', to='programmation.convention')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('contrat', 'nom'), name='un_quartier_par_nom'), models.CheckConstraint(condition=models.Q(('statut', 'QPV'), models.Q(('code_2014', ''), ('code_2024', ''), ('statut', 'QIC')), _connector='OR'), name='code_reserve_aux_qpv')],
            },
        ),
        migrations.CreateModel(
            name='Indicateur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quartier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicateurs', to='programmation.quartier')),
                ('code', models.SlugField(max_length=40, verbose_name='code')),
                ('libelle', models.CharField(max_length=255, verbose_name='libellé')),
                ('unite', models.CharField(choices=[('habitants', 'habitants'), ('hectares', 'hectares'), ('pourcent', '%'), ('indice', 'indice')], max_length=12, verbose_name='unité')),
                ('valeur', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='valeur')),
                ('valeur_agglomeration', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='agglomération')),
                ('precision', models.CharField(blank=True, max_length=60, verbose_name='précision')),
                ('evolution', models.CharField(blank=True, max_length=120, verbose_name='évolution')),
                ('source', models.CharField(max_length=120, verbose_name='source')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='année')),
                ('perimetre', models.CharField(blank=True, max_length=120, verbose_name='périmètre de la mesure')),
                ('ordre', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'ordering': ['ordre', '-annee'],
                'constraints': [models.UniqueConstraint(fields=('quartier', 'code', 'annee'), name='une_mesure_par_annee'), models.CheckConstraint(condition=models.Q(models.Q(('valeur', None), ('valeur__gte', 0), _connector='OR'), models.Q(('valeur_agglomeration', None), ('valeur_agglomeration__gte', 0), _connector='OR')), name='mesure_positive')],
            },
        ),
        migrations.CreateModel(
            name='Constat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordre', models.PositiveSmallIntegerField(default=1)),
                ('valide_du', models.DateField(verbose_name='valable du')),
                ('valide_au', models.DateField(blank=True, null=True, verbose_name='valable jusqu’au')),
                ('remplace', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remplace_par', to='programmation.constat')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='constats', to='programmation.convention')),
                ('quartier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='constats', to='programmation.quartier')),
                ('nature', models.CharField(choices=[('irritant', 'Irritant'), ('opportunite', 'Opportunité')], max_length=12, verbose_name='nature')),
                ('texte', models.TextField(verbose_name='texte')),
            ],
            options={
                'ordering': ['nature', 'ordre', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valide_au', None), ('valide_au__gte', models.F('valide_du')), _connector='OR'), name='constat_dates_dans_l_ordre'), models.UniqueConstraint(condition=models.Q(('valide_au', None)), fields=('convention', 'quartier', 'nature', 'texte'), name='constat_ouvert_unique')],
            },
        ),
        migrations.CreateModel(
            name='EnjeuPrioritaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordre', models.PositiveSmallIntegerField(default=1)),
                ('valide_du', models.DateField(verbose_name='valable du')),
                ('valide_au', models.DateField(blank=True, null=True, verbose_name='valable jusqu’au')),
                ('remplace', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remplace_par', to='programmation.enjeuprioritaire')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enjeux_prioritaires', to='programmation.convention')),
                ('quartier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enjeux_prioritaires', to='programmation.quartier')),
                ('libelle', models.CharField(max_length=255, verbose_name='libellé')),
            ],
            options={
                'ordering': ['ordre', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valide_au', None), ('valide_au__gte', models.F('valide_du')), _connector='OR'), name='enjeuprioritaire_dates_dans_l_ordre'), models.UniqueConstraint(condition=models.Q(('valide_au', None)), fields=('convention', 'quartier', 'libelle'), name='enjeu_prioritaire_ouvert_unique')],
            },
        ),
        migrations.CreateModel(
            name='TrancheAge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                ('libelle', models.CharField(max_length=40, verbose_name='libellé')),
                ('ordre', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'tranche d’âge',
                'ordering': ['ordre'],
            },
        ),
        migrations.CreateModel(
            name='Enjeu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contrat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enjeux', to='programmation.contrat')),
                ('numero', models.PositiveSmallIntegerField(verbose_name='numéro')),
                ('libelle', models.CharField(max_length=255, verbose_name='libellé')),
            ],
            options={
                'verbose_name_plural': 'enjeux',
                'ordering': ['numero'],
                'constraints': [models.UniqueConstraint(fields=('contrat', 'numero'), name='un_enjeu_par_numero')],
            },
        ),
        migrations.CreateModel(
            name='Orientation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enjeu', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orientations', to='programmation.enjeu')),
                ('libelle', models.CharField(max_length=255, verbose_name='libellé')),
                ('ordre', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'ordering': ['enjeu', 'ordre', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('enjeu', 'libelle'), name='une_orientation_par_libelle')],
            },
        ),
        migrations.CreateModel(
            name='ObjectifStrategique',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enjeu', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objectifs_strategiques', to='programmation.enjeu')),
                ('orientation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objectifs_strategiques', to='programmation.orientation')),
                ('libelle', models.CharField(max_length=255, verbose_name='libellé')),
                ('ordre', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'objectif stratégique',
                'verbose_name_plural': 'objectifs stratégiques',
                'ordering': ['enjeu', 'ordre', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('enjeu', 'libelle'), name='un_objectif_strategique_par_libelle')],
            },
        ),
        migrations.CreateModel(
            name='ObjectifOperationnel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordre', models.PositiveSmallIntegerField(default=1)),
                ('valide_du', models.DateField(verbose_name='valable du')),
                ('valide_au', models.DateField(blank=True, null=True, verbose_name='valable jusqu’au')),
                ('remplace', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remplace_par', to='programmation.objectifoperationnel')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objectifs', to='programmation.convention')),
                ('quartier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objectifs', to='programmation.quartier')),
                ('objectif_strategique', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objectifs', to='programmation.objectifstrategique')),
                ('libelle', models.CharField(max_length=500, verbose_name='libellé')),
            ],
            options={
                'verbose_name': 'objectif opérationnel',
                'verbose_name_plural': 'objectifs opérationnels',
                'ordering': ['objectif_strategique', 'quartier', 'ordre', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valide_au', None), ('valide_au__gte', models.F('valide_du')), _connector='OR'), name='objectifoperationnel_dates_dans_l_ordre'), models.UniqueConstraint(condition=models.Q(('valide_au', None)), fields=('convention', 'quartier', 'objectif_strategique', 'libelle'), name='objectif_operationnel_ouvert_unique')],
            },
        ),
        migrations.CreateModel(
            name='Financeur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guichets', to='comptes.organisation')),
                ('dispositif', models.CharField(blank=True, max_length=120)),
                ('libelle', models.CharField(blank=True, help_text='S’il diffère du nom de l’organisation.', max_length=120, verbose_name='nom d’usage')),
                ('ordre', models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                'ordering': ['ordre', 'organisation__nom', 'dispositif'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'dispositif'), name='un_guichet_par_dispositif')],
            },
        ),
        migrations.CreateModel(
            name='Campagne',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campagnes', to='programmation.convention')),
                ('annee', models.PositiveSmallIntegerField(verbose_name='exercice')),
                ('depot_ouvre_le', models.DateTimeField(verbose_name='ouverture du dépôt')),
                ('depot_ferme_le', models.DateTimeField(verbose_name='clôture du dépôt')),
                ('delai_de_grace', models.DurationField(default=datetime.timedelta(0), verbose_name='délai de grâce')),
                ('bilan_du_le', models.DateField(verbose_name='bilans attendus le')),
                ('close_le', models.DateField(blank=True, null=True, verbose_name='campagne close le')),
                ('brouillon_dort_apres', models.PositiveSmallIntegerField(default=10, verbose_name='jours avant de relancer un brouillon')),
                ('delai_de_complement', models.PositiveSmallIntegerField(default=14, verbose_name='jours laissés pour compléter')),
                ('part_qpv_attendue', models.PositiveSmallIntegerField(default=50, verbose_name='part d’habitants de QPV attendue, en %')),
                ('taux_public_maximal', models.PositiveSmallIntegerField(default=80, verbose_name='part d’argent public à signaler au-delà de, en %')),
                ('bilan_manquant_bloque', models.BooleanField(default=False, verbose_name='le règlement écarte un renouvellement dont le bilan manque')),
                ('financeurs', models.ManyToManyField(blank=True, related_name='campagnes', to='programmation.financeur')),
            ],
            options={
                'ordering': ['-annee', 'convention_id'],
                'constraints': [models.UniqueConstraint(fields=('convention', 'annee'), name='une_campagne_par_exercice'), models.CheckConstraint(condition=models.Q(('depot_ferme_le__gt', models.F('depot_ouvre_le'))), name='depot_ferme_apres_ouverture')],
            },
        ),
        migrations.CreateModel(
            name='Enveloppe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campagne', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enveloppes', to='programmation.campagne')),
                ('financeur', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enveloppes', to='programmation.financeur')),
                ('quartier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enveloppes', to='programmation.quartier')),
                ('enjeu', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enveloppes', to='programmation.enjeu')),
                ('nature', models.CharField(choices=[('previsionnelle', 'Prévisionnelle'), ('notifiee', 'Notifiée')], default='previsionnelle', max_length=20)),
                ('montant', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                ('engage', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=12, verbose_name='déjà accordé')),
            ],
            options={
                'ordering': ['financeur__ordre', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('enjeu', None), ('quartier', None)), fields=('campagne', 'financeur'), name='une_enveloppe_par_financeur'), models.UniqueConstraint(condition=models.Q(('enjeu', None)), fields=('campagne', 'financeur', 'quartier'), name='une_enveloppe_par_quartier'), models.UniqueConstraint(condition=models.Q(('quartier', None)), fields=('campagne', 'financeur', 'enjeu'), name='une_enveloppe_par_enjeu'), models.UniqueConstraint(fields=('campagne', 'financeur', 'quartier', 'enjeu'), name='une_enveloppe_par_quartier_et_enjeu'), models.CheckConstraint(condition=models.Q(('engage__gte', 0), ('engage__lte', models.F('montant'))), name='engage_dans_l_enveloppe')],
            },
        ),
        migrations.CreateModel(
            name='VersionEnveloppe',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enveloppe', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='programmation.enveloppe')),
                ('nature', models.CharField(choices=[('previsionnelle', 'Prévisionnelle'), ('notifiee', 'Notifiée')], max_length=20)),
                ('montant', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='montant')),
                ('commentaire', models.TextField(blank=True)),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('le', models.DateTimeField(default=workflows.temps.maintenant)),
            ],
            options={
                'verbose_name': 'version d’enveloppe',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='EnjeuAnnuel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campagne', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enjeux_annonces', to='programmation.campagne')),
                ('exercice', models.PositiveSmallIntegerField(verbose_name='année visée')),
                ('titre', models.CharField(max_length=255)),
                ('pourquoi', models.TextField(help_text='La balade, la réunion, le bilan ou le manque qui l’a fait naître. Aucun nom de personne.', verbose_name='d’où vient-il')),
                ('ordre', models.PositiveSmallIntegerField(default=1)),
                ('quartiers', models.ManyToManyField(blank=True, related_name='enjeux_annuels', to='programmation.quartier')),
                ('tranches_age', models.ManyToManyField(blank=True, related_name='+', to='programmation.trancheage')),
                ('objectifs', models.ManyToManyField(blank=True, related_name='enjeux_annuels', to='programmation.objectifoperationnel')),
            ],
            options={
                'ordering': ['exercice', 'ordre', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Seance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('passages_nombre', models.PositiveIntegerField(default=0, editable=False)),
                ('passages_tete', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', editable=False, max_length=64)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('campagne', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seances', to='programmation.campagne')),
                ('temps', models.PositiveSmallIntegerField(choices=[(1, 'Temps 1 · Comité des financeurs'), (2, 'Temps 2 · Comité de pilotage'), (3, 'Temps 3 · Enjeux de l’année suivante')])),
                ('intitule', models.CharField(max_length=200, verbose_name='intitulé')),
                ('prevue_le', models.DateTimeField(verbose_name='date et heure')),
                ('lieu', models.CharField(blank=True, max_length=200)),
                ('statut', django_fsm.FSMField(choices=[('preparee', 'En préparation'), ('convoquee', 'Convoquée'), ('ouverte', 'Ouverte'), ('actee', 'Actée')], default='preparee', max_length=50, protected=True)),
                ('convoquee_le', models.DateTimeField(editable=False, null=True)),
                ('ouverte_le', models.DateTimeField(editable=False, null=True)),
                ('actee_le', models.DateTimeField(editable=False, null=True)),
                ('sceau', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256 de ce qui fut acté')),
            ],
            options={
                'verbose_name': 'séance',
                'ordering': ['-prevue_le'],
                'constraints': [models.CheckConstraint(condition=models.Q(('statut__in', ['preparee', 'convoquee', 'ouverte', 'actee'])), name='statut_de_seance_connu'), models.CheckConstraint(condition=models.Q(models.Q(('statut', 'actee'), _negated=True), ('actee_le__isnull', False), _connector='OR'), name='seance_actee_a_sa_date')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='programmation.seance')),
                ('nom', models.CharField(max_length=160, verbose_name='nom et prénom')),
                ('organisme', models.CharField(blank=True, max_length=200)),
                ('qualite', models.CharField(blank=True, max_length=160, verbose_name='qualité')),
                ('financeur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='programmation.financeur')),
                ('est_present', models.BooleanField(default=False, verbose_name='présent')),
                ('ordre', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'présence',
                'ordering': ['ordre', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PassageSeance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rang', models.PositiveIntegerField(editable=False)),
                ('transition', models.CharField(max_length=60)),
                ('depuis', models.CharField(max_length=50)),
                ('vers', models.CharField(max_length=50)),
                ('par', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(max_length=200)),
                ('identite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflows.identite')),
                ('identite_condense', models.CharField(max_length=64)),
                ('motif', models.TextField(blank=True)),
                ('donnees', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('le', models.DateTimeField()),
                ('cle', models.UUIDField(editable=False, null=True, unique=True)),
                ('empreinte_precedente', models.CharField(max_length=64)),
                ('empreinte', models.CharField(max_length=64)),
                ('objet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='programmation.seance')),
            ],
            options={
                'verbose_name': 'séance',
                'ordering': ['rang'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('objet', 'rang'), name='un_rang_par_passage_de_seance')],
            },
        ),
        migrations.CreateModel(
            name='LienDeGuichet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liens_de_guichet', to='programmation.seance')),
                ('financeur', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liens_de_guichet', to='programmation.financeur')),
                ('nom', models.CharField(max_length=160, verbose_name='nom et qualité de la personne')),
                ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('graine', models.CharField(editable=False, max_length=32)),
                ('jeton_condense', models.CharField(editable=False, max_length=64, unique=True)),
                ('code_condense', models.CharField(editable=False, max_length=64)),
                ('essais', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='codes faux')),
                ('expire_le', models.DateTimeField(verbose_name='expire le')),
                ('cree_par', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cree_le', models.DateTimeField(default=workflows.temps.maintenant, editable=False)),
                ('entre_le', models.DateTimeField(editable=False, null=True, verbose_name='premier code juste')),
                ('confirmee_le', models.DateTimeField(editable=False, null=True, verbose_name='colonne confirmée le')),
                ('confirmee_par', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoque_le', models.DateTimeField(editable=False, null=True, verbose_name='révoqué le')),
                ('revoque_par', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lien de guichet',
                'ordering': ['financeur__ordre', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoque_le', None)), fields=('seance', 'financeur'), name='un_lien_par_guichet_et_seance'), models.CheckConstraint(condition=models.Q(models.Q(('confirmee_le', None), ('confirmee_par', None)), models.Q(('confirmee_le__isnull', False), ('confirmee_par__isnull', False)), _connector='OR'), name='colonne_confirmee_par_quelqu_un')],
            },
        ),
        migrations.CreateModel(
            name='Thematique',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('libelle', models.CharField(max_length=120, verbose_name='libellé')),
                ('ordre', models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                'verbose_name': 'thématique',
                'ordering': ['ordre', 'libelle'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GroupeDeTravail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('libelle', models.CharField(max_length=120, verbose_name='libellé')),
                ('ordre', models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                'verbose_name': 'groupe de travail',
                'verbose_name_plural': 'groupes de travail',
                'ordering': ['ordre', 'libelle'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Dispositif',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('libelle', models.CharField(max_length=120, verbose_name='libellé')),
                ('ordre', models.PositiveSmallIntegerField(default=100)),
            ],
            options={
                'verbose_name': 'dispositif',
                'ordering': ['ordre', 'libelle'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ModeleDeLettre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='modeles_de_lettre', to='programmation.convention')),
                ('sorte', models.CharField(choices=[('retenu', 'Retenu'), ('partiel', 'Retenu en partie'), ('ajourne', 'Ajourné'), ('non_retenu', 'Non retenu')], max_length=12)),
                ('objet', models.CharField(max_length=200, verbose_name='objet')),
                ('corps', models.TextField(max_length=10000, verbose_name='texte')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('modifie_par', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('modifie_le', models.DateTimeField(default=workflows.temps.maintenant, editable=False)),
            ],
            options={
                'verbose_name': 'modèle de lettre',
                'ordering': ['convention', 'sorte'],
                'constraints': [models.UniqueConstraint(fields=('convention', 'sorte'), name='un_modele_par_sorte_de_lettre'), models.CheckConstraint(condition=models.Q(('sorte__in', ['retenu', 'partiel', 'ajourne', 'non_retenu'])), name='sorte_de_lettre_connue')],
            },
        ),
    ]
