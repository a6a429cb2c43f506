"""Search: the public texts in one table, and the database's own full-text index over them.

SQLite keeps the index in an FTS5 table beside the texts, PostgreSQL in a generated column. Texts
that are already there are indexed here; later ones by `db.writes.search`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# PostgreSQL's parser takes `and/or`, `2.14` or `follow-up` for one word each; FTS5 takes them
# apart. Punctuation is taken out first, so that both find the same.
PLAIN = r"regexp_replace({}, '[!-/:-@\[-`{{-~]', ' ', 'g')"
COLUMNS = "kind, council, key, item_ref, ref, published, under, title, body"
TEXTS = """
SELECT 1 AS rank, p.id AS source, 'plan' AS kind, c.key AS council, p.key AS key, '' AS item_ref,
    '' AS ref, p.published AS published, '' AS under, p.title AS title,
    CASE WHEN i.id IS NULL THEN p.note WHEN p.note = '' THEN i.inspectorate || ', ' || i.title
        ELSE i.inspectorate || ', ' || i.title || ' · ' || p.note END AS body
FROM plans p JOIN councils c ON c.id = p.council_id
    LEFT JOIN inspections i ON i.id = p.inspection_id
UNION ALL
SELECT 2, i.id, 'item', c.key, p.key, i.ref, i.ref, p.published, i.section, i.title,
    CASE WHEN i.status_evidence = '' THEN i.summary ELSE i.summary || ' · ' || i.status_evidence END
FROM items i JOIN plans p ON p.id = i.plan_id JOIN councils c ON c.id = p.council_id
UNION ALL
SELECT 3, a.id, 'action', c.key, p.key, i.ref, a.ref, p.published, i.title, '',
    CASE WHEN a.status_evidence = '' THEN a.summary ELSE a.summary || ' · ' || a.status_evidence END
FROM actions a JOIN items i ON i.id = a.item_id JOIN plans p ON p.id = i.plan_id
    JOIN councils c ON c.id = p.council_id
UNION ALL
SELECT 4, m.id, 'milestone', c.key, p.key, i.ref, m.ref, p.published, i.title, '',
    CASE WHEN m.outcome = '' THEN m.summary ELSE m.summary || ' · ' || m.outcome END
FROM milestones m JOIN items i ON i.id = m.item_id JOIN plans p ON p.id = i.plan_id
    JOIN councils c ON c.id = p.council_id
UNION ALL
SELECT 5, s.id, 'statement', c.key, p.key, s.item_ref, s.ref, p.published,
    COALESCE(i.title, p.title), '', s.summary
FROM statements s JOIN plans p ON p.id = s.plan_id JOIN councils c ON c.id = p.council_id
    LEFT JOIN items i ON i.plan_id = s.plan_id AND i.ref = s.item_ref
UNION ALL
SELECT 6, i.id, 'indicator', c.key, m.key, '', i.ref, d.published, d.title, i.name, i.definition
FROM indicators i JOIN measures m ON m.id = i.measure_id JOIN documents d ON d.id = i.document_id
    JOIN councils c ON c.id = d.council_id
UNION ALL
SELECT 7, d.id, 'document', c.key, d.key, '', '', d.published, d.publisher, d.title, d.description
FROM documents d JOIN councils c ON c.id = d.council_id
"""


def upgrade() -> None:
    op.create_table(
        "search_texts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("council", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("item_ref", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("published", sa.String(length=10), nullable=False),
        sa.Column("under", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
    )
    op.execute(
        f"INSERT INTO search_texts (id, {COLUMNS}) "  # noqa: S608 - written above
        f"SELECT row_number() OVER (ORDER BY rank, source), {COLUMNS} FROM ({TEXTS}) AS texts"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5(ref, title, body, "
            "content='search_texts', content_rowid='id', "
            "tokenize='porter unicode61 remove_diacritics 0')"
        )
        op.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")
        return
    ref, title, body = (
        f"to_tsvector('english', {PLAIN.format(name)})" for name in ("ref", "title", "body")
    )
    op.get_bind().exec_driver_sql(
        "ALTER TABLE search_texts ADD COLUMN search_index tsvector GENERATED ALWAYS AS "
        f"(setweight({ref}, 'A') || setweight({title}, 'A') || setweight({body}, 'D')) STORED"
    )
    op.execute("CREATE INDEX ix_search_texts_index ON search_texts USING gin (search_index)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("search_texts")
