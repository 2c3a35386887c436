import CTestbed

extension FakePort {
    /// Lends the description to C for the length of the call.
    func withC<Result>(number: Int32, minor: Int32, _ body: (inout testbed_device) -> Result) -> Result {
        node.withCString { node in
            portPath.withCString { portPath in
                name.withCString { name in
                    var description = testbed_device()
                    description.kind = kind == .keyboard ? testbed_keyboard : testbed_serial
                    description.node = node
                    description.port_path = portPath
                    description.name = name
                    description.vendor = vendor
                    description.product = product
                    description.device_number = number
                    description.minor = minor
                    guard let serialNumber else { return body(&description) }
                    return serialNumber.withCString { serial in
                        description.serial = serial
                        return body(&description)
                    }
                }
            }
        }
    }
}
