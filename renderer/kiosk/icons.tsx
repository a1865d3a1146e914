import {
  IconBabyCarriage,
  IconBriefcase,
  IconBuildingCommunity,
  IconFileCertificate,
  IconFolders,
  IconHeartHandshake,
  IconHome,
  IconMapPin,
} from "@tabler/icons-react";
import type { ComponentType } from "react";

/** Pictograms that an office may name for a group of services. */
const icons: Record<string, ComponentType<{ size?: number | string; stroke?: number }>> = {
  documents: IconFileCertificate,
  birth: IconBabyCarriage,
  house: IconHome,
  land: IconMapPin,
  business: IconBriefcase,
  social: IconHeartHandshake,
  result: IconFolders,
};

export function GroupIcon({ name }: { name: string }) {
  const Icon = icons[name] ?? IconBuildingCommunity;
  return <Icon size="1em" stroke={1.6} aria-hidden />;
}
