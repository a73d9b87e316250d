import { SetMetadata } from '@nestjs/common';
import type { DoorName } from '../config/door-names';

/** Metadata key of {@link OfDoor}. */
export const OF_DOOR = 'llm-proxy:of-door';

/** Says of a door's routes which one it is, for keys that may not use every one. */
export const OfDoor = (door: DoorName): MethodDecorator & ClassDecorator => SetMetadata(OF_DOOR, door);
