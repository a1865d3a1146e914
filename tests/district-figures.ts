import { CHAIN_START, firstBrokenLink } from "../contract/chain.ts";
import { connectDistrict, type District, instantText } from "../district/database.ts";

/** What the district's database holds, counted by SQL. */
export interface DistrictFigures {
  events: number;
  tickets: string[];
  dossiers: string[];
  /** Papers known to be out, by kind. */
  papers: Record<string, number>;
  /** Whether every station's log is gapless and every hash follows from the one before. */
  chainsIntact: boolean;
}

/** Reads the figures of a district over a connection of its own. */
export async function districtFigures(databaseUrl: string): Promise<DistrictFigures> {
  const db = connectDistrict(databaseUrl);
  try {
    const { count } = await db
      .selectFrom("events")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    const papers = await db
      .selectFrom("papers")
      .select((eb) => ["kind", eb.fn.countAll<number>().as("count")])
      .where("outcome", "=", "printed")
      .groupBy("kind")
      .execute();
    return {
      events: Number(count),
      tickets: (await db.selectFrom("tickets").select("id").orderBy("id").execute()).map((row) => row.id),
      dossiers: (await db.selectFrom("dossiers").select("code").orderBy("code").execute()).map(
        (row) => row.code,
      ),
      papers: Object.fromEntries(papers.map((row) => [row.kind, Number(row.count)])),
      chainsIntact: await chainsIntact(db),
    };
  } finally {
    await db.destroy();
  }
}

async function chainsIntact(db: District): Promise<boolean> {
  const logs = await db.selectFrom("events").select(["station", "epoch"]).distinct().execute();
  for (const { station, epoch } of logs) {
    const events = await db
      .selectFrom("events")
      .select(["seq", instantText("at").as("at"), "actor", "type", "version", "subject", "data", "hash"])
      .where("station", "=", station)
      .where("epoch", "=", epoch)
      .orderBy("seq")
      .execute();
    if (firstBrokenLink({ station, epoch }, CHAIN_START, 1, events) !== null) return false;
  }
  return true;
}
