import { NativeSelect, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import { COUNTER_UNIT } from "../../../contract/dossier.ts";
import type { HandoverSignature } from "../../../contract/dossier-calls.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useStaff } from "./steps/step-frame.tsx";

/** Who signs for a unit: a member of its staff by PIN, or whoever signed the printed list. */
export interface SignerDraft {
  how: "pin" | "paper";
  staff: string;
  pin: string;
  name: string;
}

/** The signature as it is sent; null while something is missing. */
export function giverSignature({ how, staff, pin, name }: SignerDraft): HandoverSignature | null {
  if (how === "paper") return name.trim().length < 2 ? null : { name: name.trim() };
  return staff === "" || pin === "" ? null : { staff, pin };
}

export function Signer({
  unit,
  signer,
  onChange,
}: {
  unit: string;
  signer: SignerDraft;
  onChange: (signer: SignerDraft) => void;
}) {
  const { t } = useTexts();
  const staff = useStaff(
    ({ role, division }) =>
      role === "head" || (unit === COUNTER_UNIT ? role === "clerk" : role === "officer" && division === unit),
  );
  // Officers before the head, who may sign for anybody.
  const offered = [...staff].sort((a, b) => Number(a.role === "head") - Number(b.role === "head"));
  const chosen = offered.some(({ id }) => id === signer.staff) ? signer.staff : (offered[0]?.id ?? "");
  const change = (part: Partial<SignerDraft>) => onChange({ ...signer, staff: chosen, ...part });
  return (
    <fieldset className="signer">
      <legend>{t("handover.signer")}</legend>
      <SegmentedControl
        value={signer.how}
        data-testid="sign-how"
        data={[
          { value: "pin", label: t("handover.byPin") },
          { value: "paper", label: t("handover.onPaper") },
        ]}
        onChange={(how) => change({ how: how === "paper" ? "paper" : "pin" })}
      />
      {signer.how === "paper" ? (
        <TextInput
          label={t("handover.name")}
          value={signer.name}
          maxLength={200}
          data-testid="sign-name"
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      ) : (
        <>
          <NativeSelect
            label={t("handover.officer")}
            value={chosen}
            data={offered.map(({ id, name, title }) => ({ value: id, label: `${name} – ${title}` }))}
            data-testid="sign-staff"
            onChange={(event) => change({ staff: event.currentTarget.value })}
          />
          <PasswordInput
            label={t("signIn.pin")}
            value={signer.pin}
            autoComplete="off"
            inputMode="numeric"
            data-autofocus
            data-testid="sign-pin"
            onChange={(event) => change({ pin: event.currentTarget.value })}
          />
        </>
      )}
    </fieldset>
  );
}
