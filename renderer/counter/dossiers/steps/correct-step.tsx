import { NativeSelect, NumberInput, SegmentedControl, Tabs, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Procedure } from "../../../../contract/catalogue.ts";
import { type Applicant, type Dossier, resultDeliverySchema } from "../../../../contract/dossier.ts";
import type { DossierStep } from "../../../../contract/dossier-steps.ts";
import type { ProcedureSummary } from "../../../../contract/station.ts";
import { station } from "../../../ui/connection.ts";
import { ReasonField } from "../../../ui/dossier/steps/reason-field.tsx";
import { money } from "../../../ui/format.ts";
import { useTexts } from "../../../ui/i18n/index.ts";
import { useDossier } from "../dossier-store.ts";
import { type Change, type CorrectionDraft, changesOf, draftOf, faultsOf, stepOf } from "./correction.ts";
import { StepFrame } from "./step-frame.tsx";

/** Puts right what was entered wrongly, and shows what will be different. */
export function CorrectStep({ dossier }: { dossier: Dossier }) {
  const { t } = useTexts();
  const procedure = useDossier((state) => state.proposals?.procedure) ?? null;
  const [draft, setDraft] = useState<CorrectionDraft>(() => draftOf(dossier, procedure));
  const edit = (change: Partial<CorrectionDraft>) => setDraft({ ...draft, ...change });
  const changes = changesOf(dossier, draft);
  const isSound = faultsOf(draft).length === 0 && changes.length > 0 && draft.reason.trim() !== "";
  const step: DossierStep | null = isSound ? stepOf(dossier, draft) : null;
  return (
    <StepFrame kind="correct" size="xl" step={step} help={t("dossier.help.correct")}>
      <Tabs defaultValue="applicant" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="applicant">{t("correct.field.applicant")}</Tabs.Tab>
          <Tabs.Tab value="procedure" data-testid="correct-procedure">
            {t("correct.field.procedure")}
          </Tabs.Tab>
          <Tabs.Tab value="components" data-testid="correct-components">
            {t("correct.field.components")}
          </Tabs.Tab>
          <Tabs.Tab value="fees" data-testid="correct-fees">
            {t("correct.field.fees")}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="applicant" className="correct-panel">
          <ApplicantPart draft={draft} edit={edit} />
        </Tabs.Panel>
        <Tabs.Panel value="procedure" className="correct-panel">
          <ProcedurePart draft={draft} edit={edit} />
        </Tabs.Panel>
        <Tabs.Panel value="components" className="correct-panel">
          <ComponentsPart draft={draft} edit={edit} />
        </Tabs.Panel>
        <Tabs.Panel value="fees" className="correct-panel">
          <FeesPart draft={draft} edit={edit} />
        </Tabs.Panel>
      </Tabs>
      <Changes changes={changes} />
      <ReasonField of="correct" value={draft.reason} onChange={(reason) => edit({ reason })} />
    </StepFrame>
  );
}

interface Part {
  draft: CorrectionDraft;
  edit: (change: Partial<CorrectionDraft>) => void;
}

/** Line by line what was and what will be. */
function Changes({ changes }: { changes: readonly Change[] }) {
  const { t, language } = useTexts();
  const said = (field: Change["field"], value: string) => {
    if (value === "") return "–";
    if (field === "delivery") return t(`intake.deliveryKind.${resultDeliverySchema.parse(value)}`);
    return field === "fees" ? money(Number(value), language) : value;
  };
  if (changes.length === 0) return <p className="fact-none">{t("correct.nothing")}</p>;
  return (
    <ul className="changes" aria-label={t("correct.changes")} data-testid="changes">
      {changes.map(({ field, before, after }) => (
        <li key={`${field}-${before}-${after}`}>
          <span>{t(`correct.name.${field}`)}</span>
          <del>{said(field, before)}</del>
          <ins>{said(field, after)}</ins>
        </li>
      ))}
    </ul>
  );
}

function ApplicantPart({ draft, edit }: Part) {
  const { t } = useTexts();
  const { applicant } = draft;
  const change = (part: Partial<Applicant>) => edit({ applicant: { ...applicant, ...part } });
  const faults = faultsOf(draft);
  const fault = (name: string, text: string) => (faults.includes(name) ? text : undefined);
  return (
    <>
      <div className="intake-row">
        <TextInput
          label={t("intake.name")}
          required
          value={applicant.fullName}
          error={fault("fullName", t("intake.needName"))}
          data-autofocus
          data-testid="correct-name"
          onChange={(event) => change({ fullName: event.currentTarget.value })}
        />
        {applicant.kind === "organisation" ? (
          <TextInput
            label={t("dossier.number")}
            value={applicant.taxCode ?? ""}
            onChange={(event) => change({ taxCode: event.currentTarget.value || null })}
          />
        ) : (
          <TextInput
            label={t("intake.citizenNumber")}
            inputMode="numeric"
            value={applicant.citizenNumber ?? ""}
            error={fault("citizenNumber", t("intake.needNumber"))}
            data-testid="correct-number"
            onChange={(event) => change({ citizenNumber: event.currentTarget.value || null })}
          />
        )}
      </div>
      <div className="intake-row">
        <TextInput
          label={t("intake.birthDate")}
          placeholder={t("intake.birthFormat")}
          value={draft.birthDate}
          error={fault("birthDate", t("intake.needDay"))}
          data-testid="correct-birth"
          onChange={(event) => edit({ birthDate: event.currentTarget.value })}
        />
        <TextInput
          label={t("intake.phone")}
          inputMode="tel"
          value={applicant.phone}
          error={fault("phone", t("intake.needPhone"))}
          data-testid="correct-phone"
          onChange={(event) => change({ phone: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label={t("intake.address")}
        value={applicant.address}
        data-testid="correct-address"
        onChange={(event) => change({ address: event.currentTarget.value })}
      />
      <div className="intake-row">
        <div className="intake-choice">
          <span>{t("intake.delivery")}</span>
          <SegmentedControl
            value={draft.delivery}
            data={resultDeliverySchema.options.map((value) => ({
              value,
              label: t(`intake.deliveryKind.${value}`),
            }))}
            onChange={(value) => edit({ delivery: resultDeliverySchema.parse(value) })}
          />
        </div>
        <TextInput
          label={t("intake.note")}
          value={draft.note}
          maxLength={1000}
          onChange={(event) => edit({ note: event.currentTarget.value })}
        />
      </div>
    </>
  );
}

/** Another procedure or case: with it the components are entered anew and the promise is counted anew. */
function ProcedurePart({ draft, edit }: Part) {
  const { t, own } = useTexts();
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<ProcedureSummary[]>([]);
  useEffect(() => {
    let current = true;
    void station.catalogue
      .search({ query })
      .then((procedures) => {
        if (current) setFound(procedures.slice(0, 6));
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [query]);
  const choose = async (code: string) => {
    const procedure: Procedure | null = await station.catalogue.procedure({ code }).catch(() => null);
    if (procedure === null) return;
    const components = Object.fromEntries(
      procedure.components.map(({ id }) => [
        id,
        draft.components[id] ?? { originals: 0, certified: 0, copies: 0 },
      ]),
    );
    edit({ procedure, procedureCode: code, caseId: null, components });
  };
  const cases = draft.procedure?.cases ?? [];
  return (
    <>
      <p className="fact-name">
        {draft.procedure === null ? draft.procedureCode : own(draft.procedure.name)}
      </p>
      {cases.length === 0 ? null : (
        <NativeSelect
          label={t("correct.case")}
          value={draft.caseId ?? ""}
          data={[
            { value: "", label: t("correct.commonCase") },
            ...cases.map(({ id, name }) => ({ value: id, label: own(name) })),
          ]}
          onChange={(event) => edit({ caseId: event.currentTarget.value || null })}
        />
      )}
      <TextInput
        label={t("intake.procedureSearch")}
        value={query}
        autoComplete="off"
        data-testid="correct-procedure-search"
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <ul className="procedures correct-procedures">
        {found.map(({ code, name, field }) => (
          <li key={code}>
            <button
              type="button"
              aria-current={code === draft.procedureCode}
              data-testid={`correct-to-${code}`}
              onClick={() => void choose(code)}
            >
              <strong>{own(name)}</strong>
              <span>
                {code} · {own(field.name)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function ComponentsPart({ draft, edit }: Part) {
  const { t, own } = useTexts();
  return (
    <ul className="correct-components">
      {(draft.procedure?.components ?? []).map(({ id, name }) => {
        const counts = draft.components[id] ?? { originals: 0, certified: 0, copies: 0 };
        return (
          <li key={id}>
            <span>{own(name)}</span>
            {(["originals", "certified", "copies"] as const).map((kind) => (
              <NumberInput
                key={kind}
                label={t(`correct.count.${kind}`)}
                value={counts[kind]}
                min={0}
                max={99}
                allowDecimal={false}
                data-testid={`correct-${kind}-${id}`}
                onChange={(value) =>
                  edit({
                    components: { ...draft.components, [id]: { ...counts, [kind]: Number(value) || 0 } },
                  })
                }
              />
            ))}
          </li>
        );
      })}
    </ul>
  );
}

function FeesPart({ draft, edit }: Part) {
  const { t, language } = useTexts();
  if (draft.fees.length === 0) return <p className="fact-none">{t("correct.noFees")}</p>;
  return (
    <ul className="pay-lines">
      {draft.fees.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fee may have two equal lines
        <li key={`${line.feeId}-${index}`}>
          <span>
            {line.name} × {line.quantity}
            <small>{money(line.amount * line.quantity, language)}</small>
          </span>
          <NumberInput
            aria-label={t("pay.amountOf", { name: line.name })}
            className="amount"
            value={line.amount}
            min={0}
            thousandSeparator="."
            decimalSeparator=","
            allowDecimal={false}
            hideControls
            suffix=" đ"
            data-testid={`correct-fee-${index}`}
            onChange={(amount) =>
              edit({
                fees: draft.fees.map((other, at) =>
                  at === index ? { ...other, amount: Number(amount) || 0 } : other,
                ),
              })
            }
          />
        </li>
      ))}
    </ul>
  );
}
