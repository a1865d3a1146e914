import { type Kysely, sql } from "kysely";

/** A PC may stand in for more than one that broke. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE stand_ins (
  station uuid NOT NULL REFERENCES stations (id),
  predecessor uuid NOT NULL REFERENCES stations (id),
  PRIMARY KEY (predecessor, station)
);
CREATE INDEX stand_ins_by_station ON stand_ins (station);
INSERT INTO stand_ins (station, predecessor)
  SELECT id, predecessor FROM stations WHERE predecessor IS NOT NULL AND predecessor <> id;
ALTER TABLE stations DROP COLUMN predecessor;
`)
    .execute(db);
}
