/** As the deadline of a call: a deployment is asked once, and what comes next is the layer's to say. */
export const ONE_TRY = 0;
