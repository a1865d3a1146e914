import { expect, it } from "vitest";
import { AppError } from "../../contract/errors.ts";
import { newDraft } from "./draft.ts";
import { DraftKeeper } from "./draft-keeper.ts";

/** A place that refuses for as long as somebody says so. */
function place() {
  const kept = new Map<string, { parked: boolean; note: string }>();
  const state = { refusal: null as Error | null, kept };
  const draft = (note: string) => ({ ...newDraft(), note });
  const keeper = new DraftKeeper({
    keep: async ({ id, parked, data }) => {
      if (state.refusal !== null) throw state.refusal;
      kept.set(id, { parked, note: JSON.parse(data).note });
    },
    drop: async (id) => {
      if (state.refusal !== null) throw state.refusal;
      kept.delete(id);
    },
  });
  return { state, kept, keeper, draft };
}

it("brings what was put aside while the station was away, beside what is typed since", async () => {
  const { state, kept, keeper, draft } = place();
  const [aside, next] = [draft("of the one who left"), draft("")];
  state.refusal = new AppError("STATION_STARTING", {});
  await keeper.park(aside);
  keeper.soon({ ...next, note: "of the ne" });
  await keeper.flush();
  keeper.soon({ ...next, note: "of the next" });
  state.refusal = null;
  await keeper.flush();
  expect([...kept]).toEqual([
    [aside.id, { parked: true, note: "of the one who left" }],
    [next.id, { parked: false, note: "of the next" }],
  ]);
});

it("asks a station that was away again by itself", async () => {
  const { state, kept, keeper, draft } = place();
  const aside = draft("a note");
  state.refusal = new AppError("STATION_STARTING", {});
  await keeper.park(aside);
  state.refusal = null;
  await expect.poll(() => kept.get(aside.id)).toEqual({ parked: true, note: "a note" });
});

it("keeps what waits for whoever signs in again, and gives it to nobody else", async () => {
  const { state, kept, keeper, draft } = place();
  const [first, second] = [draft("of Lan"), draft("of Lan too")];
  keeper.belongTo("lan");
  state.refusal = new AppError("NOT_SIGNED_IN", {});
  await keeper.park(first);
  state.refusal = null;
  keeper.belongTo("lan");
  await keeper.flush();
  expect([...kept.keys()]).toEqual([first.id]);
  state.refusal = new AppError("NOT_SIGNED_IN", {});
  await keeper.park(second);
  state.refusal = null;
  keeper.belongTo("mai");
  await keeper.flush();
  expect([...kept.keys()]).toEqual([first.id]);
});

it("brings nothing back that is not wanted any more while it was on its way", async () => {
  const { state, kept, keeper, draft } = place();
  const unwanted = draft("a note");
  state.refusal = new AppError("STATION_STARTING", {});
  const putAside = keeper.park(unwanted);
  const dropped = keeper.drop(unwanted.id);
  await Promise.all([putAside, dropped]);
  state.refusal = null;
  await keeper.flush();
  expect([...kept]).toEqual([]);
});
