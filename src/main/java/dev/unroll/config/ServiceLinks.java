package dev.unroll.config;

import java.util.regex.Pattern;

/**
 * Recognises the variables that Kubernetes sets in each pod of a namespace that has a Service named
 * "unroll", such as {@code UNROLL_PORT=tcp://10.0.0.7:8001}. They look like settings but are not.
 */
final class ServiceLinks {
  static final String ADVICE =
      "Kubernetes set this for a Service named 'unroll'; give the pod enableServiceLinks: false";

  private static final Pattern NAME =
      Pattern.compile("UNROLL(_.*)?_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_[0-9]+_(TCP|UDP)(_.*)?)");
  private static final Pattern VALUE = Pattern.compile("(tcp|udp)://.*");

  private ServiceLinks() {}

  static boolean isOne(String name, String value) {
    return NAME.matcher(name).matches()
        || (name.endsWith("_PORT") && VALUE.matcher(value).matches());
  }
}
