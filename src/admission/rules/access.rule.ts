import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller';
import { isWithin } from '../../auth/client-address';
import { GatewayError } from '../../errors/gateway-error';
import { RegistryView } from '../../registry/memory/registry-view';
import type { AdmissionRule, AskedFor } from '../admission-rule';
import { rulesOf } from './rules-of';

/** A key may be used from the addresses and by the doors that it and its groups allow. */
@Injectable()
export class AccessRule implements AdmissionRule {
  constructor(@Inject(RegistryView) private readonly registry: Pick<RegistryView, 'group'>) {}

  /** @throws GatewayError FORBIDDEN */
  enter({ caller, address, door }: AskedFor): void {
    this.refuseAddress(caller, address);
    if (door === undefined || caller.kind !== 'virtual') return;
    for (const { doors } of rulesOf(caller.key, this.registry)) {
      if (doors.every((allowed) => allowed.has(door))) continue;
      const message = `This key may not use this route: its owner does not allow the door '${door}'.`;
      throw new GatewayError('FORBIDDEN', message);
    }
  }

  /** The part that is known before the body comes. @throws GatewayError FORBIDDEN */
  refuseAddress(caller: Caller, address: string): void {
    if (caller.kind !== 'virtual') return;
    for (const { addresses } of rulesOf(caller.key, this.registry)) {
      if (addresses.every((list) => isWithin(address, list))) continue;
      const message = 'This key may not be used from this address: its owner allows certain networks.';
      throw new GatewayError('FORBIDDEN', message);
    }
  }
}
