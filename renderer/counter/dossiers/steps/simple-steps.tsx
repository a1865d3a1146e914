import { SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Dossier, resultDeliverySchema } from "../../../../contract/dossier.ts";
import type { DossierStep } from "../../../../contract/dossier-steps.ts";
import { ReasonField } from "../../../ui/dossier/steps/reason-field.tsx";
import { useTexts } from "../../../ui/i18n/index.ts";
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
