import { Button, Modal, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { v7 as uuidv7 } from "uuid";
import type { OfficeChanges, ProcedureChange, ProcedureGlance } from "../../../contract/district-office.ts";
import { dayAndMonth, money, shortDay } from "../../ui/format.ts";
import { type Translate, useTexts } from "../../ui/i18n/index.ts";
import { district } from "../client.ts";
import { goTo } from "../route.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { changeCount } from "./changes.ts";
import { forgetCatalogue, useOffice } from "./store.ts";

/** What will change (*nội dung sẽ thay đổi*), and the step that makes it so. */
export function PublishPanel() {
  const { t } = useTexts();
  const { overview, busy, work } = useOffice();
  const [publishing, setPublishing] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  if (overview === null) return <span />;
  const count = changeCount(overview.changes);
  if (count === 0)
    return (
      <p className="page-empty" data-testid="publish-nothing">
        {t("districtWeb.office.nothing")}
      </p>
    );
  return (
    <div className="office-publish">
      <div className="office-bar">
        <p>{t("districtWeb.office.willChange", { count, by: overview.draft?.by ?? "" })}</p>
        <Button variant="light" color="brick" data-testid="discard" onClick={() => setDiscarding(true)}>
          {t("districtWeb.office.discard")}
        </Button>
        <Button size="md" data-testid="publish" data-autofocus onClick={() => setPublishing(true)}>
          {t("districtWeb.office.publish")}
        </Button>
      </div>
      <Changes changes={overview.changes} />
      {publishing ? <PublishDialog basedOn={overview.basedOn} onClose={() => setPublishing(false)} /> : null}
      <Modal
        opened={discarding}
        onClose={() => setDiscarding(false)}
        title={t("districtWeb.office.discard")}
        centered
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ "aria-label": t("districtWeb.close") }}
      >
        <Stack gap="md">
          <p>{t("districtWeb.office.discardHelp")}</p>
          <Button
            color="brick"
            loading={busy}
            data-testid="discard-confirm"
            onClick={() =>
              void work(() => district.office.discard()).then((done) => {
                if (!done) return;
                forgetCatalogue();
                setDiscarding(false);
              })
            }
          >
            {t("districtWeb.office.discard")}
          </Button>
        </Stack>
      </Modal>
    </div>
  );
}

function PublishDialog({ basedOn, onClose }: { basedOn: string; onClose: () => void }) {
  const { t, own } = useTexts();
  const { overview, busy, failure, work } = useOffice();
  const [audience, setAudience] = useState("all");
  const [note, setNote] = useState("");
  // A click that comes twice, or an answer that was lost, publishes once. Browsers make no ids on pages without TLS.
  const [requestId] = useState(() => uuidv7());
  const agencies = (overview?.agencies ?? []).map(({ code, name }) => ({
    value: code,
    label: `${own(name)} (${code})`,
  }));
  const reached = (overview?.stations ?? []).filter(
    ({ agency }) => audience === "all" || agency === audience,
  ).length;
  const publish = async (event: FormEvent) => {
    event.preventDefault();
    const asked = { requestId, basedOn, audience, note: note.trim() };
    if (!(await work(() => district.office.publish(asked)))) return;
    forgetCatalogue();
    onClose();
    goTo("office", "stations");
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("districtWeb.office.publish")}
      size="lg"
      centered
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": t("districtWeb.close") }}
    >
      <form onSubmit={(event) => void publish(event)}>
        <Stack gap="md">
          <Select
            size="md"
            label={t("districtWeb.office.audience")}
            description={t("districtWeb.office.reaches", { count: reached })}
            value={audience}
            allowDeselect={false}
            searchable
            data={[{ value: "all", label: t("districtWeb.office.everybody") }, ...agencies]}
            data-testid="publish-audience"
            onChange={(value) => setAudience(value ?? "all")}
          />
          <TextInput
            size="md"
            label={t("districtWeb.office.note")}
            description={t("districtWeb.office.noteHelp")}
            value={note}
            data-autofocus
            data-testid="publish-note"
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <p className="office-help">{t("districtWeb.office.publishHelp")}</p>
          <FailureLine failure={failure} />
          <Button size="md" type="submit" loading={busy} data-testid="publish-confirm">
            {t("districtWeb.office.publishNow")}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

function Changes({ changes }: { changes: OfficeChanges }) {
  const { t, own } = useTexts();
  return (
    <div className="office-changes" data-testid="changes">
      {changes.procedures.length === 0 ? null : (
        <section className="table-frame">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("districtWeb.office.procedure")}</th>
                <th scope="col">{t("districtWeb.office.time")}</th>
                <th scope="col">{t("districtWeb.office.fee")}</th>
                <th scope="col">{t("districtWeb.office.effective")}</th>
                <th scope="col">{t("districtWeb.office.what")}</th>
              </tr>
            </thead>
            <tbody>
              {changes.procedures.slice(0, MOST_SHOWN).map((change) => (
                <ProcedureRow key={`${change.code}@${change.effectiveFrom}`} change={change} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {changes.procedures.length > MOST_SHOWN ? (
        <p className="office-help">
          {t("districtWeb.office.more", { count: changes.procedures.length - MOST_SHOWN })}
        </p>
      ) : null}
      <div className="office-cards">
        {changes.days.length === 0 && !changes.hours ? null : (
          <section className="card">
            <h2>{t("districtWeb.office.tab.calendar")}</h2>
            <ul>
              {changes.hours ? <li>{t("districtWeb.office.hoursChanged")}</li> : null}
              {changes.days.map((day) => (
                <li key={`${day.kind}${day.from}${day.added}`} data-testid="change-day">
                  <Mark change={day.added ? "added" : "removed"} />
                  {t(`districtWeb.office.${day.kind}`)} {daysOf(day)}: {own(day.name)}
                </li>
              ))}
            </ul>
          </section>
        )}
        {changes.staff.length === 0 ? null : (
          <section className="card">
            <h2>{t("districtWeb.office.tab.staff")}</h2>
            <ul>
              {changes.staff.map(({ id, name, change }) => (
                <li key={id} data-testid="change-staff">
                  <Mark change={change} />
                  {name}
                </li>
              ))}
            </ul>
          </section>
        )}
        {changes.divisions.length === 0 ? null : (
          <section className="card">
            <h2>{t("districtWeb.office.divisions")}</h2>
            <ul>
              {changes.divisions.map(({ id, name, change }) => (
                <li key={id}>
                  <Mark change={change} />
                  {own(name)}
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}

/** More than anybody reads; the file that was imported has them all. */
const MOST_SHOWN = 200;

const markTones = { added: "good", removed: "late", changed: "soon" } as const;

function Mark({ change }: { change: keyof typeof markTones }) {
  const { t } = useTexts();
  return (
    <span className="chip" data-tone={markTones[change]}>
      {t(`districtWeb.office.change.${change}`)}
    </span>
  );
}

function ProcedureRow({ change }: { change: ProcedureChange }) {
  const { t, own, language } = useTexts();
  const { before, after, parts } = change;
  const kind = before === null ? "added" : after === null ? "removed" : "changed";
  const differ = (say: (glance: ProcedureGlance) => string) => (
    <Differs before={before === null ? null : say(before)} after={after === null ? null : say(after)} />
  );
  return (
    <tr data-testid={`change-${change.code}`}>
      <td>
        <Mark change={kind} /> <strong>{own(change.name)}</strong>
        <small>{change.code}</small>
      </td>
      <td>{differ(({ time }) => timeText(time, t))}</td>
      <td>{differ(({ amount }) => money(amount, language))}</td>
      <td>{differ(effectText)}</td>
      <td>{parts.map((part) => partName(part, t)).join(", ")}</td>
    </tr>
  );
}

/** What it was, struck through, and what it will be; once where it stays. */
function Differs({ before, after }: { before: string | null; after: string | null }) {
  if (before === after) return <span>{after}</span>;
  return (
    <span className="office-differs">
      {before === null ? null : <del>{before}</del>} {after === null ? null : <ins>{after}</ins>}
    </span>
  );
}

function timeText(time: ProcedureGlance["time"], t: Translate): string {
  if (time.unit === "sameDay") return t("catalogue.unitKind.sameDay");
  return `${time.count} ${t(`catalogue.unitKind.${time.unit}`)}`;
}

function effectText({ effectiveFrom, effectiveTo }: ProcedureGlance): string {
  return effectiveTo === null
    ? shortDay(effectiveFrom)
    : `${shortDay(effectiveFrom)} – ${shortDay(effectiveTo)}`;
}

const named = ["name", "time", "fee", "otherFees", "components", "cases", "route", "result"] as const;

function partName(part: string, t: Translate): string {
  const known = named.find((name) => name === part);
  return t(`districtWeb.office.part.${known ?? "other"}`);
}

function daysOf({ from, to }: { from: string; to: string }): string {
  return from === to ? shortDay(from) : `${dayAndMonth(from)} – ${shortDay(to)}`;
}
