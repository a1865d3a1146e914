import { CompiledQuery, type RawBuilder, sql } from "kysely";
import { freeBuffer } from "../../contract/memory.ts";
import type { Trx } from "../database.ts";
import type { DistrictSchema } from "../schema.ts";
import { CopiedRows } from "./copying-client.ts";

/**
 * Types that a column of many rows may have, with PostgreSQL's number of each and how one value is written in its binary
 * format (PostgreSQL 15, chapter 55 "Frontend/Backend Protocol"): nothing has to be escaped here and read there.
 */
const types = {
  text: { oid: 25, most: (value: string) => 3 * value.length, write: writeText },
  uuid: { oid: 2950, most: () => 16, write: writeUuid },
  integer: { oid: 23, most: () => 4, write: writeInteger },
  bigint: { oid: 20, most: () => 8, write: writeBigint },
  boolean: { oid: 16, most: () => 1, write: writeBoolean },
  timestamptz: { oid: 1184, most: () => 8, write: writeInstant },
  date: { oid: 1082, most: () => 4, write: writeDay },
} as const;

type Values = {
  text: string;
  uuid: string;
  integer: number;
  bigint: number;
  boolean: boolean;
  timestamptz: string;
  date: string;
};
export type ColumnType = keyof Values;

/** Values for a column of many rows, or one that all of them share. */
export type Column = {
  [T in ColumnType]: { type: T } & ({ values: readonly (Values[T] | null)[] } | { all: Values[T] | null });
}[ColumnType];

/** A type as its values are written: `write` returns the bytes, of which there are `most` at most. */
interface Writer {
  oid: number;
  most(value: unknown): number;
  write(to: Buffer, at: number, value: unknown): number;
}

function writerOf({ type }: Column): Writer {
  return types[type] as Writer;
}

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
    FROM unnest(${sql.join(lists.map(({ column }) => arrayOf(column)))})
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

/** Many rows, none of which is there yet, at half of what an insert takes: by `COPY`. */
export function copyRows(
  trx: Trx,
  table: keyof DistrictSchema,
  columns: Record<string, Column>,
): Promise<void> {
  return copyWritten(trx, table, writtenRows(columns));
}

/** Rows as they are copied. */
export interface WrittenRows {
  columns: string[];
  bytes: Buffer;
}

/** Writes rows before there is a connection to copy them over. */
export function writtenRows(columns: Record<string, Column>): WrittenRows {
  return { columns: Object.keys(columns), bytes: rowsOf(Object.values(columns)) };
}

/** Copies them; nothing is left of them afterwards. */
export async function copyWritten(
  trx: Trx,
  table: keyof DistrictSchema,
  { columns, bytes }: WrittenRows,
): Promise<void> {
  const names = sql.join(columns.map((name) => sql.id(name)));
  const copy = sql`COPY ${sql.table(table)} (${names}) FROM STDIN (FORMAT binary)`.compile(trx);
  await trx.executeQuery(CompiledQuery.raw(copy.sql, [new CopiedRows(bytes)]));
  freeBuffer(bytes);
}

/** A list as a parameter, in the binary format of PostgreSQL's arrays. */
export function arrayOf(column: Extract<Column, { values: unknown }>): RawBuilder<unknown> {
  return sql`${binaryArray(column)}::${sql.raw(column.type)}[]`;
}

function binaryArray(column: Extract<Column, { values: unknown }>): Buffer {
  const { values } = column;
  const writer = writerOf(column);
  const buffer = Buffer.allocUnsafe(20 + mostBytes(writer, values));
  const head = [1, values.includes(null) ? 1 : 0, writer.oid, values.length, 1];
  for (const [index, value] of head.entries()) buffer.writeInt32BE(value, 4 * index);
  let at = 20;
  for (const value of values) at = writeField(buffer, at, writer, value);
  return buffer.subarray(0, at);
}

const COPY_SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");

/** Rows in the binary format of `COPY` (PostgreSQL 15, SQL command "COPY", "Binary Format"). */
function rowsOf(columns: readonly Column[]): Buffer {
  const count = Math.max(...columns.map((column) => ("values" in column ? column.values.length : 0)));
  const fields = columns.map((column) => ({
    writer: writerOf(column),
    values: "values" in column ? column.values : null,
    shared: "all" in column ? sharedField(column) : null,
  }));
  const most = fields.reduce(
    (sum, { writer, values, shared }) =>
      sum + (values === null ? count * (shared?.length ?? 0) : mostBytes(writer, values)),
    COPY_SIGNATURE.length + 10 + 2 * count,
  );
  const buffer = Buffer.allocUnsafe(most);
  let at = COPY_SIGNATURE.copy(buffer);
  at = buffer.writeInt32BE(0, at);
  at = buffer.writeInt32BE(0, at);
  for (let row = 0; row < count; row += 1) {
    at = buffer.writeInt16BE(fields.length, at);
    for (const { writer, values, shared } of fields) {
      if (values !== null) at = writeField(buffer, at, writer, values[row]);
      else if (shared !== null) at += shared.copy(buffer, at);
    }
  }
  at = buffer.writeInt16BE(-1, at);
  return buffer.subarray(0, at);
}

function sharedField(column: Extract<Column, { all: unknown }>): Buffer {
  const writer = writerOf(column);
  const field = Buffer.allocUnsafe(4 + (column.all === null ? 0 : writer.most(column.all)));
  return field.subarray(0, writeField(field, 0, writer, column.all));
}

function mostBytes(writer: Writer, values: readonly unknown[]): number {
  return values.reduce<number>((sum, value) => sum + 4 + (value === null ? 0 : writer.most(value)), 0);
}

/** Its length, -1 of null, and its bytes. @returns where the next one begins. */
function writeField(to: Buffer, at: number, writer: Writer, value: unknown): number {
  if (value === null) return to.writeInt32BE(-1, at);
  const bytes = writer.write(to, at + 4, value);
  to.writeInt32BE(bytes, at);
  return at + 4 + bytes;
}

function writeText(to: Buffer, at: number, value: string): number {
  return to.write(value, at, "utf8");
}

function writeUuid(to: Buffer, at: number, value: string): number {
  return to.write(value.replaceAll("-", ""), at, "hex");
}

function writeInteger(to: Buffer, at: number, value: number): number {
  to.writeInt32BE(value, at);
  return 4;
}

function writeBoolean(to: Buffer, at: number, value: boolean): number {
  to.writeInt8(value ? 1 : 0, at);
  return 1;
}

/** Safe integers: in two halves it takes a tenth of what a `BigInt` does. */
function writeBigint(to: Buffer, at: number, value: number): number {
  to.writeInt32BE(Math.floor(value / 2 ** 32), at);
  to.writeInt32BE(value | 0, at + 4);
  return 8;
}

const EPOCH_2000 = Date.UTC(2000, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;

/** Microseconds since 2000. */
function writeInstant(to: Buffer, at: number, value: string): number {
  return writeBigint(to, at, (Date.parse(value) - EPOCH_2000) * 1000);
}

function writeDay(to: Buffer, at: number, value: string): number {
  to.writeInt32BE((Date.parse(`${value}T00:00:00.000Z`) - EPOCH_2000) / DAY_MS, at);
  return 4;
}
