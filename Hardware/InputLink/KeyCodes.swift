enum KeyCodes { static func usage(ofKeyCode code: UInt16) -> UInt8? { code == 71 ? 0x5F : code == 96 ? 0x58 : nil } }
