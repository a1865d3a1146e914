import { Button, Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import type { Procedure, ProcedureComponent, ProcessingTime } from "../../../contract/catalogue.ts";
import { COUNTER_UNIT } from "../../../contract/dossier.ts";
import { DayInput } from "../day-input.tsx";
import { shortDay } from "../format.ts";
import { useTexts } from "../i18n/index.ts";
import { LocalizedInput } from "../localized-input.tsx";
import { isDraftKept, isEdited, useCatalogue } from "./catalogue-store.ts";

/** One procedure: what changes often. With a later first day it is saved as a new version. */
export function CatalogueEditor() {
  const { t, own } = useTexts();
  const { detail, draft, former, busy, choose, change, save, leave } = useCatalogue();
  const heading = useRef<HTMLHeadingElement>(null);
  // The list may have been far down: one begins at the top, and whoever hears the page hears what it is about.
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest(".catalogue")?.scrollIntoView({ block: "start" });
  }, []);
  if (draft === null || detail === null) return null;
  const isNew = former !== null && draft.effectiveFrom > former.effectiveFrom;
  const edited = isEdited({ draft, detail, former });
  const fee = (part: Partial<Procedure["fee"]>) => change({ fee: { ...draft.fee, ...part } });
  const divisions = detail.divisions.map(({ id, name }) => ({ value: id, label: own(name) }));
  return (
    <>
      <div className="catalogue-tools">
        <Button variant="light" data-testid="catalogue-back" onClick={leave}>
          {t("catalogue.back")}
        </Button>
        <h3 ref={heading} tabIndex={-1} className="catalogue-grow">
          {draft.code} · {own(draft.name)}
        </h3>
        <Button disabled={!edited} loading={busy} data-testid="catalogue-save" onClick={() => void save()}>
          {isNew
            ? t("catalogue.saveVersion", { day: shortDay(draft.effectiveFrom) })
            : t(isDraftKept() ? "catalogue.saveDraft" : "catalogue.save")}
        </Button>
      </div>
      <div className="catalogue-versions">
        {detail.versions.map((version) => (
          <Button
            key={version.effectiveFrom}
            size="compact-md"
            variant={version.effectiveFrom === former?.effectiveFrom ? "filled" : "light"}
            aria-pressed={version.effectiveFrom === former?.effectiveFrom}
            data-testid={`version-${version.effectiveFrom}`}
            onClick={() => choose(version)}
          >
            {version.effectiveTo === undefined
              ? t("catalogue.from", { day: shortDay(version.effectiveFrom) })
              : `${shortDay(version.effectiveFrom)} – ${shortDay(version.effectiveTo)}`}
          </Button>
        ))}
      </div>
      <Part title={t("catalogue.general")}>
        <LocalizedInput
          name="procedure-name"
          label={t("admin.name")}
          value={draft.name}
          onChange={(name) => change({ name })}
        />
        <div className="localized-inputs">
          <DayInput
            label={t("catalogue.effectiveFrom")}
            description={isNew ? t("catalogue.newVersionHelp") : t("catalogue.correctHelp")}
            value={draft.effectiveFrom}
            testId="effective-from"
            onChange={(day) => (day === null ? undefined : change({ effectiveFrom: day }))}
          />
          <DayInput
            label={t("catalogue.effectiveTo")}
            description={t("catalogue.effectiveToHelp")}
            value={draft.effectiveTo ?? ""}
            testId="effective-to"
            onChange={(day) => change({ effectiveTo: day ?? undefined })}
          />
          <TimeInput name="procedure" time={draft.time} onChange={(time) => change({ time })} />
          <Select
            label={t("catalogue.division")}
            data={divisions}
            value={draft.division ?? null}
            clearable
            onChange={(division) => change({ division: division ?? undefined })}
          />
          <TextInput
            label={t("catalogue.keywords")}
            value={draft.keywords.join("; ")}
            onChange={(event) => change({ keywords: event.currentTarget.value.split(/; ?/).filter(Boolean) })}
          />
          <TextInput
            label={t("catalogue.source")}
            value={draft.source}
            onChange={(event) => change({ source: event.currentTarget.value })}
          />
        </div>
      </Part>
      <Part title={t("catalogue.fee")}>
        <div className="localized-inputs">
          <Amount
            label={t("catalogue.amount")}
            value={draft.fee.amount}
            testId="fee-amount"
            onChange={(amount) => fee({ amount: amount ?? 0 })}
          />
          <Select
            label={t("catalogue.per")}
            data={(["dossier", "copy", "page"] as const).map((per) => ({
              value: per,
              label: t(`catalogue.perKind.${per}`),
            }))}
            value={draft.fee.per}
            allowDeselect={false}
            onChange={(per) => {
              if (per === "page") fee({ per });
              else if (per === "dossier" || per === "copy")
                fee({ per, pageTiers: [], mostPerCopy: undefined });
            }}
          />
          {draft.fee.per === "page" ? (
            <Amount
              label={t("catalogue.mostPerCopy")}
              value={draft.fee.mostPerCopy ?? null}
              testId="fee-most"
              onChange={(most) => fee({ mostPerCopy: most ?? undefined })}
            />
          ) : (
            <span />
          )}
        </div>
        <LocalizedInput
          name="fee-text"
          label={t("catalogue.feeText")}
          value={draft.fee.text}
          onChange={(text) => fee({ text })}
        />
        <Rows
          title={t("catalogue.exemptions")}
          entries={draft.fee.exemptions}
          onChange={(exemptions) => fee({ exemptions })}
          blank={(id) => ({
            id,
            name: { vi: t("catalogue.exemption") },
            percent: 100,
            legalBasis: "",
            assumed: false,
          })}
          render={(entry, set) => (
            <>
              <NameInput name={entry.name.vi} onChange={(vi) => set({ name: { ...entry.name, vi } })} />
              <NumberInput
                label={t("catalogue.percent")}
                w={110}
                min={1}
                max={100}
                value={entry.percent}
                onChange={(value) => set({ percent: typeof value === "number" ? value : 100 })}
              />
              <TextInput
                className="catalogue-grow"
                label={t("catalogue.legalBasis")}
                value={entry.legalBasis}
                onChange={(event) => set({ legalBasis: event.currentTarget.value })}
              />
            </>
          )}
        />
        <Rows
          title={t("catalogue.otherFees")}
          entries={draft.otherFees}
          onChange={(otherFees) => change({ otherFees })}
          blank={(id) => ({
            id,
            name: { vi: t("catalogue.otherFee") },
            kind: "fee" as const,
            amount: 0,
            per: "dossier" as const,
            pageTiers: [],
            exemptions: [],
            collectAt: "receipt" as const,
          })}
          render={(entry, set) => (
            <>
              <NameInput name={entry.name.vi} onChange={(vi) => set({ name: { ...entry.name, vi } })} />
              <Amount
                label={t("catalogue.amount")}
                value={entry.amount}
                onChange={(amount) => set({ amount: amount ?? 0 })}
              />
            </>
          )}
        />
      </Part>
      <Part title={t("catalogue.components")}>
        <Rows
          entries={draft.components}
          onChange={(components) => change({ components })}
          blank={(id): ProcedureComponent => ({
            id,
            name: { vi: t("catalogue.component") },
            originals: 1,
            copies: 0,
            required: true,
            presentOnly: false,
            reusable: false,
          })}
          render={(entry, set) => (
            <>
              <NameInput name={entry.name.vi} onChange={(vi) => set({ name: { ...entry.name, vi } })} />
              {(["originals", "copies"] as const).map((kind) => (
                <NumberInput
                  key={kind}
                  label={t(`catalogue.${kind}`)}
                  w={90}
                  min={0}
                  max={99}
                  value={entry[kind]}
                  onChange={(value) => set({ [kind]: typeof value === "number" ? value : 0 })}
                />
              ))}
              {(["required", "presentOnly", "reusable"] as const).map((kind) => (
                <Checkbox
                  key={kind}
                  label={t(`catalogue.${kind}`)}
                  checked={entry[kind]}
                  onChange={(event) => set({ [kind]: event.currentTarget.checked })}
                />
              ))}
            </>
          )}
        />
      </Part>
      <Part title={t("catalogue.cases")}>
        <Rows
          entries={draft.cases}
          onChange={(cases) => change({ cases })}
          blank={(id) => ({ id, name: { vi: t("catalogue.case") } })}
          render={(entry, set) => (
            <>
              <NameInput name={entry.name.vi} onChange={(vi) => set({ name: { ...entry.name, vi } })} />
              <TimeInput
                name={entry.id}
                time={entry.time ?? null}
                onChange={(time) => set({ time })}
                onClear={() => set({ time: undefined })}
              />
              <Amount
                label={t("catalogue.ownAmount")}
                value={entry.feeAmount ?? null}
                onChange={(amount) => set({ feeAmount: amount ?? undefined })}
              />
            </>
          )}
        />
      </Part>
      <Part title={t("catalogue.route")}>
        <Rows
          entries={draft.route.map((leg, index) => ({ id: String(index), ...leg }))}
          onChange={(legs) => change({ route: legs.map(({ node, time }) => ({ node, time })) })}
          blank={(id) => ({ id, node: COUNTER_UNIT, time: { unit: "workingDays" as const, count: 1 } })}
          render={(entry, set) => (
            <>
              <Select
                className="catalogue-grow"
                label={t("catalogue.node")}
                data={[{ value: COUNTER_UNIT, label: t("catalogue.counterUnit") }, ...divisions]}
                value={entry.node}
                allowDeselect={false}
                onChange={(node) => (node === null ? undefined : set({ node }))}
              />
              <TimeInput name={`leg-${entry.id}`} time={entry.time} onChange={(time) => set({ time })} />
            </>
          )}
        />
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="catalogue-part">
      <h4>{title}</h4>
      {children}
    </section>
  );
}

/** Entries one below the other, each with what `render` shows of it; one can be added at the end. */
function Rows<T extends { id: string }>(props: {
  title?: string;
  entries: readonly T[];
  onChange: (entries: T[]) => void;
  blank: (id: string) => T;
  render: (entry: T, set: (part: Partial<T>) => void) => ReactNode;
}) {
  const { t } = useTexts();
  const { entries, onChange } = props;
  const unused = () => {
    let number = entries.length + 1;
    while (entries.some(({ id }) => id === `muc-${number}`)) number += 1;
    return `muc-${number}`;
  };
  return (
    <div className="catalogue-rows">
      {props.title === undefined ? null : <h5>{props.title}</h5>}
      {entries.map((entry, index) => (
        <div key={entry.id} className="catalogue-row">
          {props.render(entry, (part) =>
            onChange(
              entries.map((other, place) =>
                place === index ? withoutNothing({ ...other, ...part }) : other,
              ),
            ),
          )}
          <Button
            variant="subtle"
            color="brick"
            px="xs"
            aria-label={t("catalogue.removeRow", { n: index + 1 })}
            onClick={() => onChange(entries.filter((_, place) => place !== index))}
          >
            <IconTrash size="1.2em" aria-hidden />
          </Button>
        </div>
      ))}
      <Button
        variant="light"
        size="compact-md"
        leftSection={<IconPlus size="1em" aria-hidden />}
        onClick={() => onChange([...entries, props.blank(unused())])}
      >
        {t("catalogue.add")}
      </Button>
    </div>
  );
}

/** What is undefined is not there: so it is compared with what was saved. */
function withoutNothing<T extends object>(entry: T): T {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as T;
}

function NameInput({ name, onChange }: { name: string; onChange: (name: string) => void }) {
  const { t } = useTexts();
  return (
    <TextInput
      className="catalogue-grow"
      label={t("catalogue.nameVi")}
      lang="vi"
      value={name}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function Amount(props: {
  label: string;
  value: number | null;
  testId?: string;
  onChange: (amount: number | null) => void;
}) {
  return (
    <NumberInput
      label={props.label}
      min={0}
      max={1_000_000_000}
      allowDecimal={false}
      thousandSeparator="."
      decimalSeparator=","
      value={props.value ?? ""}
      data-testid={props.testId}
      onChange={(value) => props.onChange(typeof value === "number" ? value : null)}
    />
  );
}

function TimeInput(props: {
  name: string;
  time: ProcessingTime | null;
  onChange: (time: ProcessingTime) => void;
  onClear?: () => void;
}) {
  const { t } = useTexts();
  const { time } = props;
  const count = time !== null && time.unit !== "sameDay" ? time.count : null;
  return (
    <div className="catalogue-time">
      <NumberInput
        label={t("catalogue.time")}
        w={100}
        min={1}
        max={400}
        allowDecimal={false}
        disabled={count === null}
        value={count ?? ""}
        data-testid={`time-${props.name}`}
        onChange={(value) => {
          if (time !== null && time.unit !== "sameDay" && typeof value === "number" && value >= 1)
            props.onChange({ ...time, count: value });
        }}
      />
      <Select
        label={t("catalogue.unit")}
        w={170}
        clearable={props.onClear !== undefined}
        allowDeselect={false}
        data={(["workingDays", "hours", "sameDay"] as const).map((unit) => ({
          value: unit,
          label: t(`catalogue.unitKind.${unit}`),
        }))}
        value={time?.unit ?? null}
        onChange={(unit) => {
          if (unit === "sameDay") props.onChange({ unit });
          else if (unit === "workingDays" || unit === "hours") props.onChange({ unit, count: count ?? 1 });
          else props.onClear?.();
        }}
      />
    </div>
  );
}
