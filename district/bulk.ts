import { type RawBuilder, sql } from "kysely";
import type { Trx } from "./database.ts";
import type { DistrictSchema } from "./schema.ts";

/**
 * Types that a column of many rows may have, with PostgreSQL's number of each and how one value is written in its binary
 * format (PostgreSQL 15, chapter 55 "Frontend/Backend Protocol"): nothing has to be escaped here and read there.
 */
const types = {
  text: { oid: 25, bytes: (value: string) => Buffer.byteLength(value), write: writeText },
  integer: {
    oid: 23,
    bytes: () => 4,
    write: (to: Buffer, at: number, value: number) => to.writeInt32BE(value, at),
  },
  bigint: { oid: 20, bytes: () => 8, write: writeBigint },
  boolean: {
    oid: 16,
    bytes: () => 1,
    write: (to: Buffer, at: number, value: boolean) => to.writeInt8(+value, at),
  },
  timestamptz: { oid: 1184, bytes: () => 8, write: writeInstant },
  date: { oid: 1082, bytes: () => 4, write: writeDay },
} as const;

type Values = {
  text: string;
  integer: number;
  bigint: number;
  boolean: boolean;
  timestamptz: string;
  date: string;
};
export type ColumnType = keyof Values;

/** Values for a column of many rows, or one (with its type, as PostgreSQL calls it) that all of them share. */
export type Column =
  | { [T in ColumnType]: { type: T; values: readonly (Values[T] | null)[] } }[ColumnType]
  | { type: string; all: unknown };

/** Many rows in one statement whose text is the same however many they are. */
export function insertColumns(
  table: keyof DistrictSchema,
  columns: Record<string, Column>,
  onConflict: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  const entries = Object.entries(columns);
  const lists = entries.flatMap(([name, column]) => ("values" in column ? [{ name, column }] : []));
  const shared = (name: string, column: Column) =>
    "all" in column ? sql`${column.all}::${sql.raw(column.type)}` : sql`listed.${sql.id(name)}`;
  return sql`
    INSERT INTO ${sql.table(table)} (${sql.join(entries.map(([name]) => sql.id(name)))})
    SELECT ${sql.join(entries.map(([name, column]) => shared(name, column)))}
    FROM unnest(${sql.join(lists.map(({ column }) => sql`${binaryArray(column)}::${sql.raw(column.type)}[]`))})
      AS listed (${sql.join(lists.map(({ name }) => sql.id(name)))})
    ${onConflict}
  `;
}

export async function bulkInsert(
  trx: Trx,
  table: keyof DistrictSchema,
  columns: Record<string, Column>,
  onConflict?: RawBuilder<unknown>,
): Promise<void> {
  await insertColumns(table, columns, onConflict).execute(trx);
}

/** A list in the binary format of PostgreSQL's arrays. */
function binaryArray({ type, values }: Extract<Column, { values: unknown }>): Buffer {
  const { oid, bytes, write } = types[type] as {
    oid: number;
    bytes(value: unknown): number;
    write(to: Buffer, at: number, value: unknown): void;
  };
  const sizes = values.map((value) => (value === null ? -1 : bytes(value)));
  const total = sizes.reduce((sum, size) => sum + 4 + Math.max(0, size), 20);
  const buffer = Buffer.allocUnsafe(total);
  const head = [1, sizes.includes(-1) ? 1 : 0, oid, values.length, 1];
  for (const [index, value] of head.entries()) buffer.writeInt32BE(value, 4 * index);
  let at = 20;
  for (const [index, value] of values.entries()) {
    const size = sizes[index] ?? -1;
    buffer.writeInt32BE(size, at);
    at += 4;
    if (size === -1) continue;
    write(buffer, at, value);
    at += size;
  }
  return buffer;
}

function writeText(to: Buffer, at: number, value: string): void {
  to.write(value, at, "utf8");
}

function writeBigint(to: Buffer, at: number, value: number): void {
  to.writeBigInt64BE(BigInt(value), at);
}

const EPOCH_2000 = Date.UTC(2000, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;

/** Microseconds since 2000. */
function writeInstant(to: Buffer, at: number, value: string): void {
  to.writeBigInt64BE(BigInt(Date.parse(value) - EPOCH_2000) * 1000n, at);
}

function writeDay(to: Buffer, at: number, value: string): void {
  to.writeInt32BE((Date.parse(`${value}T00:00:00.000Z`) - EPOCH_2000) / DAY_MS, at);
}
