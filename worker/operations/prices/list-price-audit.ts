import { and, eq, type SQL, sql } from "drizzle-orm";
import type { PriceAudit, PriceAuditEntry, PriceChange } from "#contract/prices.ts";
import { auth_user } from "#worker/db/auth-schema.ts";
import { priceBook, repricing } from "#worker/db/price-schema.ts";
import { emptyBook, type PriceBook } from "#worker/domain/price-events.ts";
import type { OperationContext } from "../context.ts";
import { readCursor, writeCursor } from "../sessions/cursor.ts";
import { isoOf } from "../sessions/read-summaries.ts";
import { shownAlias, shownOverride } from "./price-shapes.ts";
import { readRepricings } from "./read-repricings.ts";

type Entry = { type: "prices" | "reprice"; at: number; id: string };

/** What changed in prices and in costs of past events, when and by whom, newest first. */
export async function listPriceAudit(
  ctx: OperationContext,
  page: { limit: number; cursor?: string | undefined },
): Promise<PriceAudit> {
  const entries = await readEntries(ctx, page);
  const shown = entries.slice(0, page.limit);
  const last = shown.at(-1);
  const [books, passes] = await Promise.all([
    readBooks(ctx, shown),
    readRepricings(ctx, idsOf(shown, "reprice")),
  ]);
  const items = shown.flatMap((entry): PriceAuditEntry[] => {
    if (entry.type === "prices") return bookEntry(Number(entry.id), books) ?? [];
    const pass = passes.find(({ id }) => id === entry.id);
    return pass ? [{ type: "reprice", at: pass.startedAt, by: pass.by, repricing: pass }] : [];
  });
  const hasMore = entries.length > page.limit && last;
  return { items, nextCursor: hasMore ? writeCursor(last.at, cursorId(last)) : null };
}

const idsOf = (entries: Entry[], type: Entry["type"]) =>
  entries.filter((entry) => entry.type === type).map(({ id }) => id);

/** Of the same moment, the later revision first. */
const sortKey = sql`type || ' ' || printf('%020s', id)`;
const cursorId = ({ type, id }: Entry) => `${type} ${id.padStart(20, " ")}`;

function readEntries(
  { db, actor }: OperationContext,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Entry[]> {
  const after: SQL = cursor ? beforeCursor(cursor) : sql`true`;
  return db.all<Entry>(sql`SELECT type, at, id FROM (
      SELECT 'prices' AS type, created_at AS at, CAST(revision AS TEXT) AS id FROM ${priceBook}
      WHERE workspace_id = ${actor.workspaceId}
      UNION ALL
      SELECT 'reprice', started_at, id FROM ${repricing}
      WHERE workspace_id = ${actor.workspaceId} AND mode = 'apply')
    WHERE ${after} ORDER BY at DESC, ${sortKey} DESC LIMIT ${limit + 1}`);
}

function beforeCursor(cursor: string): SQL {
  const { at, id } = readCursor(cursor);
  return sql`(at, ${sortKey}) < (${at}, ${id})`;
}

type Book = PriceBook & { createdAt: number; by: PriceAuditEntry["by"] };

/** The revisions, and the ones before them. */
async function readBooks({ db, actor }: OperationContext, entries: Entry[]) {
  const wanted = idsOf(entries, "prices").flatMap((id) => [Number(id), Number(id) - 1]);
  if (wanted.length === 0) return new Map<number, Book>();
  const rows = await db
    .select({ book: priceBook, by: { id: auth_user.id, name: auth_user.name } })
    .from(priceBook)
    .leftJoin(auth_user, eq(auth_user.id, priceBook.personId))
    .where(
      and(
        eq(priceBook.workspaceId, actor.workspaceId),
        sql`${priceBook.revision} IN (SELECT value FROM json_each(${JSON.stringify(wanted)}))`,
      ),
    );
  return new Map(rows.map(({ book, by }): [number, Book] => [book.revision, { ...book, by }]));
}

function bookEntry(revision: number, books: Map<number, Book>): PriceAuditEntry[] | null {
  const book = books.get(revision);
  if (!book) return null;
  const changes = differences(books.get(revision - 1) ?? emptyBook, book);
  return [{ type: "prices", at: isoOf(book.createdAt), by: book.by, revision, changes }];
}

type Named = { model: string; from: string | null; value: NonNullable<PriceChange["after"]> };

function differences(before: PriceBook, after: PriceBook): PriceChange[] {
  const was = namedOf(before);
  const is = namedOf(after);
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names].flatMap((name): PriceChange[] => {
    const [old, now] = [was.get(name), is.get(name)];
    const either = now ?? old;
    if (!either || JSON.stringify(old) === JSON.stringify(now)) return [];
    const { model, from } = either;
    return [{ model, from, before: old?.value ?? null, after: now?.value ?? null }];
  });
}

function namedOf({ aliases, overrides }: PriceBook): Map<string, Named> {
  const all = [
    ...aliases
      .map(shownAlias)
      .map(({ model, knownModel }): Named => ({ model, from: null, value: knownModel })),
    ...overrides
      .map(shownOverride)
      .map((one): Named => ({ model: one.model, from: one.from, value: one.usdPerMillion })),
  ];
  return new Map(all.map((one) => [JSON.stringify([one.from, one.model]), one]));
}
