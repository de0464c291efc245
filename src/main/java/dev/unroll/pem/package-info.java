/** Certificates and private keys from PEM files, in each form that tools write them. */
@NullMarked
package dev.unroll.pem;

import org.jspecify.annotations.NullMarked;
