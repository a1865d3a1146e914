import { SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Dossier, resultDeliverySchema } from "../../../../contract/dossier.ts";
import type { DossierStep } from "../../../../contract/dossier-steps.ts";
import { useTexts } from "../../../ui/i18n/index.ts";
import { ReasonField } from "./reason-field.tsx";
import { StepFrame } from "./step-frame.tsx";

type ReasonedKind = Extract<DossierStep["kind"], "dropWithdrawal" | "refuse" | "reopen">;

/** Steps that need nothing but a reason. */
export function ReasonStep({ kind }: { kind: ReasonedKind }) {
  const { t } = useTexts();
  const [reason, setReason] = useState("");
  return (
    <StepFrame
      kind={kind}
      step={reason.trim() === "" ? null : { kind, reason }}
      help={t(`dossier.help.${kind}`)}
    >
      <ReasonField of={kind} value={reason} autoFocus onChange={setReason} />
    </StepFrame>
  );
}

export function NoteStep() {
  const { t } = useTexts();
  const [text, setText] = useState("");
  return (
    <StepFrame
      kind="note"
      step={text.trim() === "" ? null : { kind: "note", text }}
      help={t("dossier.help.note")}
    >
      <Textarea
        size="md"
        label={t("intake.note")}
        autosize
        minRows={3}
        maxLength={2000}
        value={text}
        data-autofocus
        data-testid="note"
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </StepFrame>
  );
}

export function OfficialCodeStep({ dossier }: { dossier: Dossier }) {
  const { t } = useTexts();
  const [code, setCode] = useState(dossier.officialCode ?? "");
  return (
    <StepFrame
      kind="officialCode"
      step={code.trim() === "" ? null : { kind: "officialCode", code }}
      help={t("dossier.help.officialCode")}
    >
      <TextInput
        size="md"
        label={t("dossier.officialCode")}
        value={code}
        maxLength={60}
        autoComplete="off"
        data-autofocus
        data-testid="official-code-field"
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </StepFrame>
  );
}

/** The applicant wants it back, or takes the papers away. */
export function WithdrawalStep({
  kind,
  dossier,
}: {
  kind: "requestWithdrawal" | "withdraw";
  dossier: Dossier;
}) {
  const { t } = useTexts();
  const [person, setPerson] = useState(dossier.submitter?.fullName ?? dossier.applicant.fullName);
  const [reason, setReason] = useState(dossier.withdrawal?.reason ?? "");
  const isReady = person.trim().length >= 2 && reason.trim() !== "";
  const step: DossierStep =
    kind === "withdraw" ? { kind, receiver: person, reason } : { kind, by: person, reason };
  return (
    <StepFrame kind={kind} step={isReady ? step : null} help={t(`dossier.help.${kind}`)}>
      <TextInput
        size="md"
        label={t(kind === "withdraw" ? "dossier.receiver" : "dossier.askedBy")}
        value={person}
        required
        data-autofocus
        data-testid="person"
        onChange={(event) => setPerson(event.currentTarget.value)}
      />
      <ReasonField of={kind} value={reason} onChange={setReason} />
    </StepFrame>
  );
}

export function StopStep() {
  const { t } = useTexts();
  const [reason, setReason] = useState("");
  const [legalBasis, setLegalBasis] = useState("");
  const isReady = reason.trim() !== "" && legalBasis.trim() !== "";
  return (
    <StepFrame
      kind="stop"
      step={isReady ? { kind: "stop", reason, legalBasis } : null}
      help={t("dossier.help.stop")}
    >
      <ReasonField of="stop" value={reason} autoFocus onChange={setReason} />
      <TextInput
        size="md"
        label={t("dossier.legalBasis")}
        required
        value={legalBasis}
        maxLength={500}
        data-testid="legal-basis"
        onChange={(event) => setLegalBasis(event.currentTarget.value)}
      />
    </StepFrame>
  );
}

export function DecideStep() {
  const { t } = useTexts();
  const [outcome, setOutcome] = useState<"granted" | "denied">("granted");
  const [number, setNumber] = useState("");
  const [note, setNote] = useState("");
  return (
    <StepFrame kind="decide" step={{ kind: "decide", outcome, number, note }} help={t("dossier.help.decide")}>
      <div className="intake-choice">
        <span>{t("dossier.outcome")}</span>
        <SegmentedControl
          size="md"
          fullWidth
          value={outcome}
          data-testid="outcome"
          data={(["granted", "denied"] as const).map((value) => ({
            value,
            label: t(`history.decided.${value}`),
          }))}
          onChange={(value) => setOutcome(value === "denied" ? "denied" : "granted")}
        />
      </div>
      <TextInput
        size="md"
        label={t("dossier.decisionNumber")}
        value={number}
        maxLength={100}
        data-autofocus
        data-testid="decision-number"
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <Textarea
        size="md"
        label={t("intake.note")}
        autosize
        minRows={2}
        maxLength={1000}
        value={note}
        data-testid="decision-note"
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </StepFrame>
  );
}

export function ReceiveResultStep() {
  const { t } = useTexts();
  return (
    <StepFrame kind="receiveResult" step={{ kind: "receiveResult" }}>
      <p>{t("dossier.help.receiveResult")}</p>
    </StepFrame>
  );
}

export function ReturnResultStep({ dossier }: { dossier: Dossier }) {
  const { t } = useTexts();
  const { applicant, submitter } = dossier;
  const [via, setVia] = useState(dossier.delivery);
  const [receiver, setReceiver] = useState(submitter?.fullName ?? applicant.fullName);
  const [number, setNumber] = useState((submitter ?? applicant).citizenNumber ?? "");
  const [tracking, setTracking] = useState("");
  const digits = number.replace(/\D/g, "");
  const isNumber = digits === "" || digits.length === 12;
  const isReady = receiver.trim().length >= 2 && isNumber && (via !== "post" || tracking.trim() !== "");
  const citizenNumber = digits === "" ? null : digits;
  return (
    <StepFrame
      kind="returnResult"
      step={isReady ? { kind: "returnResult", via, receiver, citizenNumber, tracking } : null}
      help={t("dossier.help.returnResult")}
    >
      <div className="intake-choice">
        <span>{t("intake.delivery")}</span>
        <SegmentedControl
          size="md"
          fullWidth
          value={via}
          data-testid="via"
          data={resultDeliverySchema.options.map((value) => ({
            value,
            label: t(`intake.deliveryKind.${value}`),
          }))}
          onChange={(value) => setVia(resultDeliverySchema.parse(value))}
        />
      </div>
      <div className="intake-row">
        <TextInput
          size="md"
          label={t("dossier.receiver")}
          required
          value={receiver}
          data-autofocus={via === "post" ? undefined : true}
          data-testid="receiver"
          onChange={(event) => setReceiver(event.currentTarget.value)}
        />
        <TextInput
          size="md"
          label={t("intake.citizenNumber")}
          inputMode="numeric"
          value={number}
          error={isNumber ? undefined : t("intake.needNumber")}
          data-testid="receiver-number"
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
      </div>
      {via !== "post" ? null : (
        <TextInput
          size="md"
          label={t("dossier.tracking")}
          required
          value={tracking}
          maxLength={60}
          data-autofocus
          data-testid="tracking"
          onChange={(event) => setTracking(event.currentTarget.value)}
        />
      )}
    </StepFrame>
  );
}
