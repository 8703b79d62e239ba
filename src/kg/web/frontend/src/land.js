// The land of the earth as one shape, without borders.
import { feature } from "topojson-client";
import topology from "world-atlas/land-110m.json";

export const land = feature(topology, topology.objects.land);
