import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from moderation.categories import bits_of
from moderation.triggers import CREATE_EXPOSURES, DROP_EXPOSURES

BATCH = 1000


def say_what_it_is_about(apps, schema_editor):
    """Items that came before have their reasons already."""
    rows = apps.get_model("moderation", "Reviewable").objects
    changed = []
    for row in rows.only("pk", "reasons").iterator(chunk_size=BATCH):
        row.categories = bits_of(row.reasons)
        if row.categories:
            changed.append(row)
        if len(changed) == BATCH:
            rows.bulk_update(changed, ["categories"])
            changed = []
    rows.bulk_update(changed, ["categories"])


def run(statements):
    def each(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, ()):
            schema_editor.execute(statement)

    return each


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_profile_state"),
        ("moderation", "0006_policy_packs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Wellbeing",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="wellbeing",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "veil",
                    models.CharField(
                        choices=[
                            ("severe", "Danger to life or to a person (as for everybody)"),
                            ("care", "These, and care and serious harm"),
                            ("all", "Everything"),
                        ],
                        default="severe",
                        max_length=6,
                    ),
                ),
                ("spared", models.PositiveIntegerField(default=0)),
                ("shares_spared", models.BooleanField(default=False)),
                (
                    "a_day",
                    models.PositiveSmallIntegerField(
                        default=12,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                    ),
                ),
                (
                    "a_week",
                    models.PositiveSmallIntegerField(
                        default=40,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(40),
                        ],
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="reviewable",
            name="categories",
            field=models.PositiveIntegerField(
                default=0,
                editable=False,
                help_text="What the reasons are about, as bits of `BITS`.",
            ),
        ),
        migrations.AlterField(
            model_name="skip",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("known", "I know somebody in it"),
                    ("close", "It is too close to home today"),
                    ("unsure", "I am not sure, somebody else should look"),
                    ("language", "I do not read this language well enough"),
                    ("other", "Another reason"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Exposure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weight", models.PositiveSmallIntegerField()),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("grooming", "Sexual contact with minors, and grooming"),
                            ("self_harm", "Suicide and self-harm"),
                            ("threats", "Threats"),
                            ("hate", "Hate and bullying"),
                            ("disbelief", "People who do not believe in somebody’s pain"),
                            ("medicine", "Medicine: doses, stopping, selling"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exposures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewable",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="moderation.reviewable",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["member", "at"], name="exposure_of_member")],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pauses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("member",),
                        name="one_pause_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="pause_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.RunPython(say_what_it_is_about, migrations.RunPython.noop),
        migrations.RunPython(run(CREATE_EXPOSURES), run(DROP_EXPOSURES)),
    ]
