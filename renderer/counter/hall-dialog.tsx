import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { create } from "zustand";
import type { HallState } from "../../contract/hall.ts";
import { station } from "../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../ui/errors.ts";
import { clockOf } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { follow } from "../ui/station.ts";
import { useNow } from "../ui/use-now.ts";
import { CounterModal } from "./counter-modal.tsx";
import { session, useSession } from "./session.ts";

/** The hall as this PC's station tells it. */
export const useHall = create<{ hall: HallState | null }>(() => ({ hall: null }));

export function watchHall(): () => void {
  return follow(
    (options) => station.hall.watchState(undefined, options),
    (hall) => useHall.setState({ hall }),
  );
}

/** Which PC keeps the queue, from wherever one is. */
export function HallDialog() {
  const { t } = useTexts();
  return (
    <CounterModal title={t("hall.title")} size="xl">
      <HallDevices />
    </CounterModal>
  );
}

/** Which PC keeps the queue, who belongs to the hall, and how one joins or takes over. */
export function HallDevices() {
  const { t } = useTexts();
  const hall = useHall((state) => state.hall);
  const isHead = useSession((state) => state.signIn?.staff.role !== "clerk");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<HallState>) => {
    setBusy(true);
    setFailure(null);
    try {
      useHall.setState({ hall: await work() });
    } catch (error) {
      setFailure(asFailure(error));
    }
    setBusy(false);
  };
  if (hall === null) return null;
  return (
    <>
      <p className="dialog-help" data-testid="hall-role" data-link={hall.link} data-role={hall.role}>
        {roleText(t, hall)}
      </p>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="hall-failure">
          {failureText(t, failure)}
        </p>
      )}
      {hall.link === "lost" ? (
        <TakeOver busy={busy} onPress={() => void act(() => station.hall.takeOver({ session: session() }))} />
      ) : null}
      <Members
        hall={hall}
        onRemove={
          isHead && hall.role === "host"
            ? (id) => void act(() => station.hall.removeMember({ session: session(), id }))
            : null
        }
      />
      {isHead && hall.enabled && hall.role === "host" ? (
        <Pairing
          hall={hall}
          onOpen={() => void act(() => station.hall.openPairing({ session: session() }))}
          onClose={() => void act(() => station.hall.closePairing({ session: session() }))}
        />
      ) : null}
      {isHead && hall.enabled ? (
        <Join
          hall={hall}
          busy={busy}
          onJoin={(address, code) => void act(() => station.hall.join({ session: session(), address, code }))}
        />
      ) : null}
    </>
  );
}

type Translate = ReturnType<typeof useTexts>["t"];

function roleText(t: Translate, hall: HallState): string {
  if (!hall.enabled) return t("hall.alone");
  if (hall.role === "host") return t("hall.hosting", { addresses: hall.addresses.join(", ") });
  return hall.link === "connected"
    ? t("hall.following", { host: hall.host.name })
    : t("link.hostLost", { host: hall.host.name, time: clockOf(hall.since) });
}

/** One decision, explained before it is taken. */
function TakeOver({ busy, onPress }: { busy: boolean; onPress: () => void }) {
  const { t } = useTexts();
  return (
    <div className="notice notice-call">
      <span>{t("hall.takeOverHelp")}</span>
      <Button loading={busy} data-testid="take-over" onClick={onPress}>
        {t("hall.takeOver")}
      </Button>
    </div>
  );
}

function Members({ hall, onRemove }: { hall: HallState; onRemove: ((id: string) => void) | null }) {
  const { t } = useTexts();
  return (
    <ul className="members">
      {hall.members.map((member) => (
        <li key={member.id} data-testid={`member-${member.name}`} data-connected={member.connected}>
          <i className={`lamp lamp-${member.connected ? "good" : "bad"}`} aria-hidden />
          <strong>{member.name}</strong>
          <span>
            {t(`hall.kind.${member.kind}`)}
            {member.id === hall.host.id ? ` · ${t("hall.host")}` : null}
            {member.id === hall.self ? ` · ${t("hall.thisPc")}` : null}
            {member.connected ? null : ` · ${t("hall.away")}`}
          </span>
          {onRemove === null || member.id === hall.self ? null : (
            <Button variant="subtle" color="brick" size="compact-sm" onClick={() => onRemove(member.id)}>
              {t("hall.remove")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Pairing(props: { hall: HallState; onOpen: () => void; onClose: () => void }) {
  const { t } = useTexts();
  const now = useNow(1000);
  const { pairing } = props.hall;
  if (pairing === null || Date.parse(pairing.expiresAt) <= now) {
    return (
      <Button variant="light" data-testid="open-pairing" onClick={props.onOpen}>
        {t("hall.showCode")}
      </Button>
    );
  }
  const left = Math.max(1, Math.round((Date.parse(pairing.expiresAt) - now) / 60_000));
  return (
    <div className="pairing">
      <strong data-testid="pairing-shown">{pairing.code}</strong>
      <p>{t("hall.codeHelp", { n: left })}</p>
      <p>{t("hall.tvHelp", { address: props.hall.addresses[0] ?? "" })}</p>
      <Button variant="subtle" onClick={props.onClose}>
        {t("hall.hideCode")}
      </Button>
    </div>
  );
}

function Join(props: { hall: HallState; busy: boolean; onJoin: (address: string, code: string) => void }) {
  const { t } = useTexts();
  const [address, setAddress] = useState("");
  const [code, setCode] = useState("");
  const [heard] = props.hall.discovered;
  // Most halls have one host: what was heard stands there already.
  useEffect(() => {
    if (heard !== undefined) setAddress((typed) => (typed === "" ? heard.address : typed));
  }, [heard]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onJoin(address.trim(), code);
  };
  return (
    <form className="join" onSubmit={submit}>
      <h3>{t("hall.join")}</h3>
      <p className="dialog-help">{t("hall.joinHelp")}</p>
      <ul className="heard">
        {props.hall.discovered.map((host) => (
          <li key={host.station}>
            <button
              type="button"
              data-testid={`heard-${host.name}`}
              aria-pressed={address === host.address}
              onClick={() => setAddress(host.address)}
            >
              {host.name} <small>{host.address}</small>
            </button>
          </li>
        ))}
      </ul>
      <div className="find-form">
        <TextInput
          label={t("hall.address")}
          placeholder="192.168.1.10:8443"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          data-testid="join-address"
        />
        <TextInput
          label={t("hallPairing.code")}
          placeholder="XXXXX-XXXXX"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          data-testid="join-code"
        />
        <Button
          type="submit"
          loading={props.busy}
          disabled={address === "" || code === ""}
          data-testid="join"
        >
          {t("hall.joinNow")}
        </Button>
      </div>
    </form>
  );
}
