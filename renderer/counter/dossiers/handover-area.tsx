import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { v7 as uuidv7 } from "uuid";
import { COUNTER_UNIT, type Handover } from "../../../contract/dossier.ts";
import type { ToHandOver } from "../../../contract/dossier-desk.ts";
import { officeDay } from "../../../contract/time.ts";
import { station, useHealth } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { clockOf, dayAndMonth } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useDialogs } from "../dialogs.ts";
import { session, useSession } from "../session.ts";
import { useAreas } from "./areas.ts";
import { DayInput } from "./day-input.tsx";
import { giverSignature, Signer, type SignerDraft } from "./handover-signer.tsx";
import "./handovers.css";
import { StatusChip } from "../../ui/dossier/status-chip.tsx";
import { useUnitTitle, useWording } from "../../ui/dossier/wording.ts";
import { AreaFrame } from "./parts.tsx";
import { PrintState, usePrintJob } from "./print-state.tsx";

/** Lists of dossiers given away and taken, signed on both sides (*phiếu giao nhận hồ sơ*). */
export function HandoverArea() {
  const { t } = useTexts();
  return (
    <AreaFrame title={t("area.handovers")} testId="area-handovers">
      <div className="handovers">
        <Give />
        <Lists />
      </div>
    </AreaFrame>
  );
}

/** From where to where, what goes along, and the list of it. */
function Give() {
  const { t, own } = useTexts();
  const unitName = useUnitTitle();
  const divisions = useWording((state) => state.units).filter(({ id }) => id !== COUNTER_UNIT);
  const [way, setWay] = useState<"out" | "back">("out");
  const [division, setDivision] = useState("");
  const [ticked, setTicked] = useState<ReadonlySet<string> | null>(null);
  const [signer, setSigner] = useState<SignerDraft>({ staff: "", pin: "", name: "", how: "pin" });
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [paper, setPaper] = useState<string | null>(null);
  const chosen = division || (divisions[0]?.id ?? "");
  const [from, to] = way === "out" ? [COUNTER_UNIT, chosen] : [chosen, COUNTER_UNIT];
  const lines = useToHandOver(from, to);
  // What belongs there is ticked until somebody says otherwise.
  const isTicked = (line: ToHandOver) => ticked?.has(line.dossier.id) ?? line.proposed;
  const going = lines.filter(isTicked).map(({ dossier }) => dossier.id);
  const givenBy = way === "out" ? null : giverSignature(signer);
  const isReady = going.length > 0 && !busy && (way === "out" || givenBy !== null);
  const turn = (change: { way?: "out" | "back"; division?: string }) => {
    setTicked(null);
    setFailure(null);
    if (change.way !== undefined) setWay(change.way);
    if (change.division !== undefined) setDivision(change.division);
  };
  const give = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setBusy(true);
    setFailure(null);
    try {
      const given = await station.dossiers.handOver({
        session: session(),
        requestId: uuidv7(),
        from,
        to,
        dossiers: going,
        givenBy,
      });
      setPaper(given.printJob);
      setTicked(null);
      setSigner({ ...signer, pin: "" });
    } catch (error) {
      setFailure(asFailure(error));
    }
    setBusy(false);
  };
  const job = usePrintJob(paper);
  return (
    <form className="handover-give" onSubmit={(event) => void give(event)}>
      <div className="handover-way">
        <NativeSelect
          size="md"
          label={t("handover.way")}
          value={way}
          data-testid="handover-way"
          data={[
            { value: "out", label: t("handover.out") },
            { value: "back", label: t("handover.back") },
          ]}
          onChange={(event) => turn({ way: event.currentTarget.value === "back" ? "back" : "out" })}
        />
        <NativeSelect
          size="md"
          label={t("handover.division")}
          value={chosen}
          autoFocus
          data-testid="handover-division"
          data={divisions.map(({ id, name }) => ({ value: id, label: own(name) }))}
          onChange={(event) => turn({ division: event.currentTarget.value })}
        />
      </div>
      {lines.length === 0 ? (
        <p className="list-none" data-testid="handover-none">
          {t("handover.none", { unit: unitName(from) })}
        </p>
      ) : (
        <ul className="handover-lines" data-testid="handover-lines">
          {lines.map((line) => (
            <li key={line.dossier.id}>
              <Checkbox
                checked={isTicked(line)}
                data-testid={`give-${line.dossier.code}`}
                label={
                  <>
                    <strong>{line.dossier.code}</strong> {line.dossier.applicantName}
                    <small>{line.dossier.procedureName}</small>
                  </>
                }
                onChange={() => {
                  const now = new Set(going);
                  if (!now.delete(line.dossier.id)) now.add(line.dossier.id);
                  setTicked(now);
                }}
              />
              <StatusChip status={line.dossier.status} />
            </li>
          ))}
        </ul>
      )}
      {way === "out" ? null : <Signer unit={chosen} signer={signer} onChange={setSigner} />}
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="handover-failure">
          {failureText(t, failure)}
        </p>
      )}
      <footer className="handover-foot">
        {job === null ? <span /> : <PrintState key={job.id} job={job} testId="handover-paper" />}
        <Button type="submit" size="md" disabled={!isReady} loading={busy} data-testid="hand-over">
          {t("handover.make", { count: going.length })} <kbd>Enter</kbd>
        </Button>
      </footer>
    </form>
  );
}

/** The lists of today, and older ones that nobody has signed yet. */
function Lists() {
  const { t } = useTexts();
  const [day, setDay] = useState(() => officeDay(Date.now()));
  const lists = useHandovers(day);
  return (
    <section className="handover-lists" aria-labelledby="handover-lists-title">
      <header>
        <h3 id="handover-lists-title">{t("handover.lists")}</h3>
        <DayInput label={t("handover.day")} day={day} testId="handover-day" onChange={setDay} />
      </header>
      {lists.length === 0 ? <p className="fact-none">{t("handover.noLists")}</p> : null}
      <ul>
        {lists.map((list) => (
          <List key={list.id} list={list} />
        ))}
      </ul>
    </section>
  );
}

function List({ list }: { list: Handover }) {
  const { t } = useTexts();
  const unitName = useUnitTitle();
  const open = useDialogs((state) => state.open);
  const openDossier = useAreas((state) => state.openDossier);
  const { takenBy, takenAt } = list;
  const taken = list.dossiers.filter(({ state }) => state === "taken").length;
  return (
    <li className="handover-list" data-testid={`list-${list.number}`} data-taken={takenAt !== null}>
      <header>
        <strong>{list.number}</strong>
        <span>
          {unitName(list.from)} → {unitName(list.to)}
        </span>
        {takenAt === null ? (
          <Button
            size="compact-md"
            data-testid={`sign-${list.number}`}
            onClick={() => open({ kind: "takeOver", handover: list })}
          >
            {t("handover.sign")}
          </Button>
        ) : (
          <span className="status-chip" data-tone={taken === 0 ? "ended" : "done"}>
            {taken === list.dossiers.length
              ? t("handover.taken")
              : t("handover.takenSome", { taken, all: list.dossiers.length })}
          </span>
        )}
      </header>
      <p>
        {t("handover.given", {
          name: list.givenBy.name,
          time: `${clockOf(list.givenAt)} ${dayAndMonth(officeDay(list.givenAt))}`,
        })}
        {takenBy === null || takenAt === null
          ? ""
          : ` · ${t("handover.takenBy", {
              how: t(`history.signed.${takenBy.how}`, { name: takenBy.name }),
              time: `${clockOf(takenAt)} ${dayAndMonth(officeDay(takenAt))}`,
            })}`}
      </p>
      <ul>
        {list.dossiers.map(({ id, code, state, reason }) => (
          <li key={id} data-state={state}>
            <button type="button" className="link" onClick={() => openDossier(id)}>
              {code}
            </button>
            {state === "declined" ? <span>{t("handover.declined", { reason })}</span> : null}
          </li>
        ))}
      </ul>
    </li>
  );
}

function useToHandOver(from: string, to: string): readonly ToHandOver[] {
  const secret = useSession((state) => state.signIn?.session);
  const lastSeq = useHealth((state) => state.health?.sync.lastSeq ?? 0);
  const [lines, setLines] = useState<readonly ToHandOver[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lastSeq tells that another counter may have given something away
  useEffect(() => {
    if (secret === undefined || from === "" || to === "") return;
    let current = true;
    void station.dossiers
      .toHandOver({ session: secret, from, to })
      .then((found) => {
        if (current) setLines(found);
      })
      .catch(() => {
        if (current) setLines([]);
      });
    return () => {
      current = false;
    };
  }, [from, to, lastSeq, secret]);
  return lines;
}

function useHandovers(day: string): readonly Handover[] {
  const secret = useSession((state) => state.signIn?.session);
  const lastSeq = useHealth((state) => state.health?.sync.lastSeq ?? 0);
  const [lists, setLists] = useState<readonly Handover[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lastSeq tells that a list may have been made or signed
  useEffect(() => {
    if (secret === undefined) return;
    let current = true;
    void station.dossiers
      .handovers({ session: secret, from: day, to: day })
      .then((found) => {
        if (current) setLists([...found].reverse());
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [day, lastSeq, secret]);
  return lists;
}
