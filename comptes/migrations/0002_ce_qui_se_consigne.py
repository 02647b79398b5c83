"""Ce qui, des personnes et des organisations, se consigne au journal."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('comptes', '0002_la_fiche_et_les_membres')]

    dependencies = [
        ('comptes', '0001_tout_le_modele'),
        ('workflows', '0001_tout_le_modele'),
    ]

    operations = [
        migrations.CreateModel(
            name='PassageOrganisation',
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
                ('objet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='comptes.organisation')),
                ('concerne', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='comptes.invitation')),
            ],
            options={
                'verbose_name': 'organisation',
                'ordering': ['rang'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('objet', 'rang'), name='un_rang_par_passage_d_organisation')],
            },
        ),
    ]
