/** The Helm chart, rendered by Helm and held to what Kubernetes, Prometheus and the server know. */
@NullMarked
package dev.unroll.helm;

import org.jspecify.annotations.NullMarked;
